"""Discovery: meetings with the client until we know what to propose."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import (
	cint,
	cstr,
	escape_html,
	flt,
	fmt_money,
	format_date,
	get_link_to_form,
	getdate,
	today,
)

from salesflow_app.deal import manager, meetings, recap, rights
from salesflow_app.deal.facts import validate_facts
from salesflow_app.desk import deal_steps
from salesflow_app.documents.lifecycle import finish_step, validate_state
from salesflow_app.documents.locks import lock_row
from salesflow_app.people.contacts import get_client_contact
from salesflow_app.people.roles import validate_account_manager
from salesflow_app.rules.numbers import NumberError, to_decimal
from salesflow_app.salesflow_app.workflows.discovery import COMPLETED, IN_DISCOVERY, OPEN
from salesflow_app.sow.need import evaluate
from salesflow_app.text.sentences import translate

PARTY_TYPES = ("Lead", "Customer", "Prospect")
NAME_FIELDS = {
	"Customer": ("customer_name",),
	"Lead": ("company_name", "lead_name"),
	"Prospect": ("company_name",),
}


class Discovery(Document):
	def onload(self):
		deal_steps.tell_form(self)

	def before_validate(self):
		self.set_from_opportunity()
		self.set_customer_name()
		self.set_currency()

	def validate(self):
		validate_state(self)
		self.validate_party()
		rights.validate_party(self)
		self.validate_start()
		self.validate_people()
		self.validate_meetings()
		self.validate_budget()
		self.set_sow_need()
		self.validate_completion()

	def on_update(self):
		finish_step(self)
		self.tell_account_manager()
		recap.ask(self)
		meetings.keep_events(self)

	@property
	def held_meetings(self) -> list[Document]:
		"""Meetings that took place, the first one first."""
		return sorted((row for row in self.meetings if row.held), key=lambda row: getdate(row.meeting_date))

	def set_from_opportunity(self) -> None:
		"""Fill what the opportunity knows and the user left empty."""
		if not self.opportunity:
			return
		deal = self.flags.salesflow_deal = frappe.get_doc("Opportunity", self.opportunity)
		if not self.party_name:
			self.party_type, self.party_name = deal.opportunity_from, deal.party_name
		self.company = self.company or deal.company
		self.sales_person = self.sales_person or deal.opportunity_owner
		self.currency = self.currency or deal.currency
		if self.is_new():
			self.account_manager = self.account_manager or deal.salesflow_account_manager

	def set_customer_name(self) -> None:
		fields = NAME_FIELDS.get(self.party_type)
		if fields and self.party_name:
			names = frappe.db.get_value(self.party_type, self.party_name, fields)
			self.customer_name = next(filter(None, names if isinstance(names, tuple) else (names,)), None)

	def set_currency(self) -> None:
		if self.company and not self.currency:
			self.currency = frappe.get_cached_value("Company", self.company, "default_currency")

	def validate_party(self) -> None:
		"""The client must be of a kind that can have an opportunity, and the one whose opportunity it is."""
		if self.party_type not in PARTY_TYPES:
			frappe.throw(
				_("{0}: {1} must be one of {2}, not {3}.").format(
					self.get_title_text(),
					frappe.bold(_("Party Type")),
					", ".join(map(_, PARTY_TYPES)),
					self.party_type,
				)
			)
		deal = self.get_opportunity()
		if not deal or (self.party_type, self.party_name) == (deal.opportunity_from, deal.party_name):
			return
		if self.party_type == "Customer" and deal.party_name in self.get_origins():
			return
		frappe.throw(
			_("{0}: {1} is {2}, but Opportunity {3} is with {4}. Change one of the two.").format(
				self.get_title_text(),
				frappe.bold(_("Party")),
				self.party_name,
				deal.name,
				deal.party_name,
			)
		)

	def get_origins(self) -> tuple[str | None, ...]:
		"""The lead or prospect that the customer was before."""
		return frappe.db.get_value("Customer", self.party_name, ["lead_name", "prospect_name"]) or ()

	def validate_start(self) -> None:
		"""A new discovery needs the facts of its deal, and no other one open for the same deal."""
		if not self.is_new():
			return
		if self.opportunity:
			validate_facts(self.opportunity, self.doctype)
			lock_row("Opportunity", self.opportunity)
			same_deal = {"opportunity": self.opportunity}
		else:
			lock_row(self.party_type, self.party_name)
			same_deal = {
				"opportunity": ("is", "not set"),
				"party_type": self.party_type,
				"party_name": self.party_name,
			}
		other = frappe.db.get_value(
			"Discovery",
			{**same_deal, "workflow_state": ("in", (OPEN, IN_DISCOVERY))},
			"name",
			for_update=True,
		)
		if other:
			frappe.throw(
				_(
					"{0} {1} already has an open Discovery: {2}. "
					"Continue there, or complete or disqualify it first."
				).format(
					_("Opportunity") if self.opportunity else _(self.party_type),
					self.opportunity or self.party_name,
					get_link_to_form("Discovery", other),
				),
				frappe.DuplicateEntryError,
			)

	def validate_people(self) -> None:
		validate_account_manager(self)

	def validate_meetings(self) -> None:
		"""Held meetings are in the past; note which ones were reported to the client."""
		before = self.get_doc_before_save()
		known = {row.name: row for row in before.meetings} if before else {}
		for row in self.meetings:
			row.held_recap_sent = known[row.name].held_recap_sent if row.name in known else 0
			row.event = known[row.name].event if row.name in known else None
			row.meeting_date = self.read_date(row)
			if row.held and row.meeting_date > getdate(today()):
				frappe.throw(
					_(
						"{0}, meeting {1}: {2} is ticked, but the date {3} is in the future. "
						"Correct one of the two."
					).format(
						self.get_title_text(), row.idx, frappe.bold(_("Held")), format_date(row.meeting_date)
					)
				)

	def read_date(self, row: Document) -> date:
		"""The meeting's date. Raises ValidationError where the text is not a date."""
		if not row.meeting_date:
			sentence = _("{0}, meeting {1}: fill in {2}.")
			frappe.throw(sentence.format(self.get_title_text(), row.idx, frappe.bold(_("Date"))))
		try:
			day = getdate(row.meeting_date)
		except ValueError:
			day = None
		if not day:
			frappe.throw(
				_("{0}, meeting {1}: {2} needs a date such as {3}, not “{4}”.").format(
					self.get_title_text(),
					row.idx,
					frappe.bold(_("Date")),
					today(),
					escape_html(cstr(row.meeting_date)[:20]),
				)
			)
		return day

	def validate_budget(self) -> None:
		low, high = (self.read_amount(fieldname) for fieldname in ("budget_from", "budget_to"))
		if low and high and low > high:
			frappe.throw(
				_("{0}: {1} ({2}) is more than {3} ({4}). Swap them or correct one.").format(
					self.get_title_text(),
					frappe.bold(_("Budget From")),
					fmt_money(low, currency=self.currency),
					frappe.bold(_("Budget To")),
					fmt_money(high, currency=self.currency),
				)
			)

	def read_amount(self, fieldname: str) -> float:
		"""The amount, 0 where it is empty. Raises ValidationError for what is not a number, or is below zero."""
		value = self.get(fieldname)
		if value in (None, ""):
			return 0
		label = f"{self.get_title_text()}, {_(self.meta.get_label(fieldname))}"
		try:
			return float(to_decimal(value, label))
		except NumberError as error:
			frappe.throw(translate(error))

	def set_sow_need(self) -> None:
		"""Propose what the SOW rules say; a user's own decision stands, from the first save until the rules change."""
		if self.workflow_state not in (OPEN, IN_DISCOVERY):
			return
		answer = self.ask_sow_rules()
		before = self.get_doc_before_save()
		if not before or (before.sow_reason or "") != (answer.reason or ""):
			by_rule = bool(before and before.sow_reason)
			self.sow_needed = answer.sow_needed or (0 if by_rule else cint(self.sow_needed))
		self.sow_reason = answer.reason

	def ask_sow_rules(self) -> frappe._dict:
		deal = self.get_opportunity()
		is_customer = self.party_type == "Customer"
		rate = flt(deal.conversion_rate) or 1 if deal else 1
		amounts = (flt(deal.opportunity_amount) * rate, flt(deal.base_total)) if deal else (0,)
		return evaluate(
			self.company,
			customer=self.party_name if is_customer else None,
			customer_group=deal.customer_group if deal else None,
			item_groups=[row.item_group for row in deal.get("items")] if deal else (),
			opportunity_type=deal.opportunity_type if deal else None,
			amount=max(*amounts, flt(self.budget_to) * rate, flt(self.budget_from) * rate),
		)

	def validate_completion(self) -> None:
		"""Completed needs a held meeting, an account manager and a need of the client, now and later."""
		if self.workflow_state != COMPLETED:
			return
		if not self.held_meetings:
			frappe.throw(
				_("{0} is not complete: tick {1} in {2} for a meeting that took place.").format(
					self.get_title_text(), frappe.bold(_("Held")), frappe.bold(_("Meetings"))
				)
			)
		if not self.account_manager:
			frappe.throw(
				_("{0} is not complete: choose the {1} who takes over.").format(
					self.get_title_text(), frappe.bold(_("Account Manager"))
				)
			)

		if not any((row.need or "").strip() for row in self.needs):
			frappe.throw(
				_("{0} is not complete: note at least one need of the client in {1}.").format(
					self.get_title_text(), frappe.bold(_("Needs"))
				)
			)

	def tell_account_manager(self) -> None:
		"""Task and mail to whoever was named, and the name on the opportunity too."""
		before = self.get_doc_before_save()
		if not self.account_manager or (before and before.account_manager == self.account_manager):
			return
		manager.invite(self, self.account_manager, deal=self.opportunity or self.name)
		if self.opportunity:
			frappe.db.set_value(
				"Opportunity", self.opportunity, "salesflow_account_manager", self.account_manager
			)

	def get_client_addresses(self) -> list[str]:
		"""The client's attendees with an e-mail, else the primary contact."""
		attendees = [row.email for row in self.attendees if row.side == "Client" and row.email]
		contact = None if attendees else get_client_contact(self.party_type, self.party_name)
		return [contact.email] if contact else attendees

	def get_client_name(self) -> str | None:
		"""The one who gets the recap; None where several do."""
		names = [row.full_name for row in self.attendees if row.side == "Client" and row.email]
		if names:
			return names[0] if len(names) == 1 else None
		contact = get_client_contact(self.party_type, self.party_name)
		return contact and contact.full_name

	def get_opportunity(self) -> Document | None:
		"""The opportunity, read once for each save."""
		return self.flags.salesflow_deal if self.opportunity else None

	def get_title_text(self) -> str:
		return _("Discovery {0}").format(self.name or _("(new)"))
