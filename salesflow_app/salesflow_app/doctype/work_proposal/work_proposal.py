"""Work Proposal: price offer and text, approved inside, sent, answered by the client."""

import frappe
from frappe import _
from frappe.model.dynamic_links import invalidate_distinct_link_doctypes
from frappe.utils import add_days, cint, getdate, now_datetime, today

from salesflow_app import settings
from salesflow_app.approval import asking, gate
from salesflow_app.clients.document import ClientDocument
from salesflow_app.clients.invite import invite
from salesflow_app.conversions import work_proposal_to_quotation as quotation
from salesflow_app.deal import rights
from salesflow_app.desk import deal_steps
from salesflow_app.documents import authors, lifecycle, once
from salesflow_app.documents.exchange_rate import set_exchange_rate
from salesflow_app.documents.server_fields import keep_server_fields
from salesflow_app.evidence import frozen
from salesflow_app.evidence.content import get_content
from salesflow_app.mails import copy_sent, proposal_review, proposal_sent
from salesflow_app.people import contacts, tasks
from salesflow_app.proposal import checks, price_offer
from salesflow_app.salesflow_app.workflows import work_proposal as states
from salesflow_app.signing import delegation, questions, recall
from salesflow_app.text import drafting, masters
from salesflow_app.text.rich_text import clean

RECORD_FIELDS = ("workflow_state", "reason", "copies", "personal_note")
"""Not part of what is approved."""


class WorkProposal(ClientDocument):
	def onload(self):
		super().onload()
		deal_steps.tell_form(self)
		masters.tell_form(self)
		recall.tell_form(self)
		questions.tell_form(self)
		delegation.tell_form(self)

	def validate(self):
		keep_server_fields(self)
		rights.validate_party(self)
		self.validate_first_draft()
		self.keep_owner()
		if self.is_approved():
			self.keep_approved_content()
		else:
			self.set_content()
		self.note_author()
		lifecycle.validate_state(self)
		self.validate_change_in_review()
		self.validate_approval()
		self.stamp_state()

	def on_update(self):
		lifecycle.finish_step(self)
		asking.follow(self)
		self.tell_next_person()
		if lifecycle.has_moved_to(self, states.APPROVED):
			quotation.keep_in_step(self)

	def before_submit(self):
		self.validate_sending()
		self.sent_on = now_datetime()

	def on_submit(self):
		quotation.submit_quotation(self)
		self.follow_customer()
		invite(self, self.contact_email, self.get_contact_name())
		proposal_sent.send_proposal_sent(self)
		copy_sent.send_copies(self)

	def before_update_after_submit(self):
		keep_server_fields(self)
		self.keep_owner()
		self.reason = self.get_doc_before_save().reason
		lifecycle.validate_state(self)

	def before_cancel(self):
		keep_server_fields(self)
		self.keep_owner()
		self.keep_sent_content()
		lifecycle.validate_state(self)

	def on_cancel(self):
		quotation.cancel_quotation(self)
		lifecycle.finish_step(self)

	def on_trash(self):
		self.validate_without_records()

	def before_rename(self, old: str, new: str, merge: bool = False):
		self.validate_never_sent()

	# validate: who made it, and what was approved, stays

	def validate_first_draft(self):
		"""An alternative offer can follow once the first one is approved, or without the link."""
		once.validate_once(
			self,
			("discovery", "opportunity"),
			(states.DRAFT, states.IN_REVIEW),
			_("Continue there, or delete it before you create another one."),
		)

	def keep_owner(self):
		before = self.get_doc_before_save()
		if before:
			self.owner, self.creation = before.owner, before.creation

	def is_approved(self) -> bool:
		before = self.get_doc_before_save()
		return bool(before) and before.workflow_state in states.LOCKED

	def keep_approved_content(self):
		self.keep_content(
			_("Work Proposal {0} is approved, so its content cannot be changed. Revise it first.").format(
				self.name
			)
		)

	def keep_sent_content(self):
		"""Frappe compares nothing when a document is cancelled."""
		self.keep_content(
			_(
				"Work Proposal {0} was sent, so its content cannot be changed, not even when it is superseded. "
				"Amend the superseded proposal to create the next version."
			).format(self.name)
		)

	def keep_content(self, refusal: str):
		"""Refuse changes to what people fill in; restore what is computed."""
		before = self.get_doc_before_save()
		frozen.keep_fetched_names(self)
		if self.get_input() != before.get_input():
			frappe.throw(refusal)
		for df in self.meta.get("fields"):
			if df.fieldname not in RECORD_FIELDS and df.fieldtype not in frappe.model.display_fieldtypes:
				self.set(df.fieldname, before.get(df.fieldname))

	def get_input(self) -> dict:
		"""Everything people fill in, internal cost included, in a form that can be compared."""
		fields = get_input_fields(self.meta)
		tables = {
			df.fieldname: get_input_fields(frappe.get_meta(df.options)) for df in self.meta.get_table_fields()
		}
		return get_content(self, fields, tables)

	# validate: fill in and compute

	def set_content(self):
		checks.validate_shape(self)
		self.set_company_defaults()
		self.set_party_defaults()
		self.set_currencies()
		price_offer.set_amounts(self)
		self.set_text()

	def set_company_defaults(self):
		self.company = self.company or frappe.defaults.get_user_default("company")
		if not self.company:
			frappe.throw(
				_("Work Proposal {0}, Company: choose the company that makes the offer.").format(
					self.name or ""
				)
			)
		self.transaction_date = self.transaction_date or today()
		self.account_manager = self.account_manager or frappe.session.user
		if self.is_new():
			self.version = checks.get_version(self)
			if not self.valid_till:
				days = cint(settings.get_settings().proposal_validity_days)
				self.valid_till = add_days(getdate(self.transaction_date), days) if days else None

	def set_party_defaults(self):
		if not self.party_name:
			return
		self.customer_name = get_party_title(self.proposal_to, self.party_name)
		self.contact_email = (self.contact_email or "").strip()
		if self.contact_person and not self.contact_email:
			self.contact_email = frappe.db.get_value("Contact", self.contact_person, "email_id")
		elif self.has_value_changed("party_name") and not self.contact_email:
			contact = contacts.get_client_contact(self.proposal_to, self.party_name) or frappe._dict()
			self.contact_person = contact.name if frappe.db.exists("Contact", contact.name) else None
			self.contact_email = contact.email

	def set_currencies(self):
		company_currency = frappe.get_cached_value("Company", self.company, "default_currency")
		if not self.currency:
			self.currency = get_party_currency(self.proposal_to, self.party_name) or company_currency
		set_exchange_rate(self, self.transaction_date)
		for row in (*self.items, *self.payment_plan):
			row.currency = self.currency

	def set_text(self):
		for row in self.items:
			row.is_selected = 0
		if not self.is_only_reviewed():
			drafting.draft(self)
		for row in self.sections:
			row.body = clean(row.body)

	def is_only_reviewed(self) -> bool:
		"""In review and not changed: what was read there is what is approved."""
		before = self.get_doc_before_save()
		in_review = bool(before) and before.workflow_state == states.IN_REVIEW
		return in_review and self.get_input() == before.get_input()

	# validate: review and approval

	def note_author(self):
		before = self.get_doc_before_save()
		has_changed = not before or self.get_input() != before.get_input()
		authors.note(self, has_changed)
		if has_changed and before and self.workflow_state == before.workflow_state == states.IN_REVIEW:
			authors.warn(self)

	def validate_change_in_review(self):
		before = self.get_doc_before_save()
		if not before or before.workflow_state != states.IN_REVIEW or checks.is_editable_by_approver():
			return
		if self.get_input() != before.get_input():
			frappe.throw(
				_(
					"Work Proposal {0} is in review: only the Operations Manager can change it now. Ask for “Send Back”."
				).format(self.name),
				frappe.PermissionError,
			)

	def validate_approval(self):
		if lifecycle.has_moved_to(self, states.IN_REVIEW):
			checks.validate_reviewable(self)
		if lifecycle.has_moved_to(self, states.APPROVED):
			gate.validate_last(self)
			checks.validate_approvable(self)

	def stamp_state(self):
		if lifecycle.has_moved_to(self, states.APPROVED):
			self.approved_by = frappe.session.user
			self.approved_on = now_datetime()
			frozen.freeze(self)
			self.reason = None
		elif self.workflow_state in (states.DRAFT, states.IN_REVIEW):
			self.approved_by = self.approved_on = self.content_hash = None
		if lifecycle.has_moved_to(self, states.IN_REVIEW):
			self.reason = None

	# on_update

	def tell_next_person(self):
		if lifecycle.has_moved_to(self, states.APPROVED):
			self.assign([self.account_manager], "send", _("Send Work Proposal {0} to {1}"))
			proposal_review.send_approved(self)
		elif lifecycle.has_moved_to(self, states.DRAFT) and self.get_doc_before_save():
			self.ask_for_rework()
			proposal_review.send_back(self)

	def ask_for_rework(self):
		"""Whoever asked for the review gets it back; what was revised without one is the account manager's."""
		asker = tasks.get_giver(self, "review") or self.account_manager
		if asker != frappe.session.user:
			why = self.reason or _("revised")
			sentence = _("Work Proposal {0} for {1} came back: {2}")
			tasks.assign(self, [asker], "rework", sentence.format(self.name, self.customer_name, why))

	def assign(self, users: list[str], key: str, sentence: str):
		tasks.assign(self, users, key, sentence.format(self.name, self.customer_name))

	# submit

	def validate_sending(self):
		if self.workflow_state != states.SENT:
			lifecycle.validate_state(self)
		checks.validate_sendable(self)

	def follow_customer(self):
		"""A lead became a customer when the quotation was submitted; the proposal is the customer's then."""
		if self.proposal_to != "Customer":
			party_type, party = frappe.db.get_value(
				"Quotation", self.quotation, ["quotation_to", "party_name"]
			)
			if party_type == "Customer":
				self.db_set({"proposal_to": party_type, "party_name": party})
				invalidate_distinct_link_doctypes(self.doctype, "proposal_to", party_type)

	def get_contact_name(self) -> str:
		name = self.contact_person and frappe.db.get_value("Contact", self.contact_person, "full_name")
		return name or self.customer_name

	# on_trash, before_rename

	def validate_without_records(self):
		if frappe.db.exists(
			"Salesflow Evidence Entry", {"reference_doctype": self.doctype, "reference_name": self.name}
		):
			frappe.throw(
				_(
					"Work Proposal {0} was reviewed, so it cannot be deleted: its records must be kept. "
					"Keep it, or change it and send it for review again."
				).format(self.name)
			)

	def validate_never_sent(self):
		if self.sent_on:
			frappe.throw(
				_(
					"Work Proposal {0} was sent to the client, so it cannot be renamed: its records must be kept. "
					"A new version can have a different title."
				).format(self.name)
			)


def get_input_fields(meta) -> list[str]:
	"""Fields that people fill in."""
	skipped = (*frappe.model.no_value_fields, *frappe.model.table_fields)
	return [
		df.fieldname
		for df in meta.fields
		if not df.read_only and df.fieldtype not in skipped and df.fieldname not in RECORD_FIELDS
	]


def get_party_title(doctype: str, name: str) -> str:
	"""What the customer or lead is called."""
	if doctype == "Customer":
		return frappe.db.get_value("Customer", name, "customer_name") or name
	lead = frappe.db.get_value("Lead", name, ["company_name", "lead_name"], as_dict=True) or frappe._dict()
	return lead.company_name or lead.lead_name or name


def get_party_currency(doctype: str, name: str | None) -> str | None:
	"""The currency the customer is billed in."""
	return (
		frappe.db.get_value("Customer", name, "default_currency") if doctype == "Customer" and name else None
	)
