"""What a month or a quarter showed: figures, findings and actions. The figures stay once it is completed."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, get_fullname, getdate, now_datetime, today

from salesflow_app.documents.lifecycle import finish_step, validate_state
from salesflow_app.documents.server_fields import keep_server_fields
from salesflow_app.people.accounts import is_website_user, keep_enabled
from salesflow_app.review import actions, figures, words
from salesflow_app.review.drafting import get_key
from salesflow_app.rules import process_figures as rules
from salesflow_app.rules.process_figures import Figure
from salesflow_app.salesflow_app.workflows.process_review import COMPLETED


class ProcessReview(Document):
	def onload(self):
		actions.tell(self)

	def before_print(self, settings: dict | None = None):
		actions.tell(self)
		self.completed_by_name = self.completed_by and get_fullname(self.completed_by)
		for row in self.actions:
			row.owner_name = row.owner_user and get_fullname(row.owner_user)

	def validate(self):
		keep_server_fields(self)
		validate_state(self)
		if self.is_new():
			self.set_period()
			self.validate_once()
		self.validate_actions()
		self.set_figures()
		self.set_masters()
		self.validate_completion()

	def on_update(self):
		finish_step(self)

	def on_submit(self):
		actions.give(self)

	def before_cancel(self):
		validate_state(self)

	def before_update_after_submit(self):
		validate_state(self)

	def set_period(self):
		"""From the first to the last day, whatever day of the period was entered."""
		asked, end = getdate(self.from_date), self.to_date and getdate(self.to_date)
		if end and end < asked:
			self.refuse(_("To ({0}) is before From ({1}). Swap them").format(*map(formatdate, (end, asked))))
		if asked > getdate(today()):
			self.refuse(_("the period has not begun. Choose a day in From that has passed"))
		self.from_date, self.to_date = rules.get_period(asked, self.period)
		if end and end > self.to_date:
			self.refuse(
				_("{0} to {1} is more than one {2}. Leave To empty, or choose another Period").format(
					formatdate(asked), formatdate(end), _(self.period)
				)
			)

	def validate_once(self):
		self.review_key = get_key(self.company, self.period, self.from_date)
		if other := frappe.db.get_value(self.doctype, {"review_key": self.review_key}):
			self.refuse(
				_("{0} covers this period of {1} already. Go on there").format(other, self.company),
				frappe.DuplicateEntryError,
			)

	def validate_actions(self):
		people = {row.owner_user for row in self.actions if row.owner_user}
		staff = {user for user in keep_enabled(list(people)) if not is_website_user(user)}
		for row in self.actions:
			if row.owner_user and row.owner_user not in staff:
				self.refuse_action(
					row, _("{0} does not work here any more. Choose another Owner").format(row.owner_user)
				)

	def validate_completion(self):
		if self.workflow_state != COMPLETED:
			return
		if getdate(self.to_date) >= getdate(today()):
			self.refuse(_("the period is not over. Complete it after {0}").format(formatdate(self.to_date)))
		if not (self.findings or "").strip():
			self.refuse(_("write under Findings what the figures say"))
		for row in self.actions:
			if not (row.owner_user and row.due_date):
				self.refuse_action(row, _("fill in Owner and Due Date"))
		self.completed_by, self.completed_on = frappe.session.user, now_datetime()

	def set_figures(self):
		"""As they are now; nobody writes them."""
		found = figures.get_figures(
			figures.Scope(self.company, getdate(self.from_date), getdate(self.to_date))
		)
		before = self.get_before()
		self.set("figures", [])
		for key, label in words.get_labels().items():
			self.append("figures", get_row(key, label, found[key], before.get(key, Figure())))
		self.computed_on = now_datetime()

	def get_before(self) -> dict[str, Figure]:
		"""The figures of the last completed review of this company and kind of period before this one."""
		filters = {"company": self.company, "period": self.period, "docstatus": 1}
		filters["from_date"] = ("<", self.from_date)
		self.previous = frappe.db.get_value(self.doctype, filters, "name", order_by="from_date desc")
		rows = frappe.get_all(
			"Process Review Figure",
			{"parent": self.previous or "", "parenttype": self.doctype},
			["figure_key", "value", "cases"],
			order_by="idx asc",
		)
		return {row.figure_key: Figure(row.value, row.cases) for row in rows}

	def set_masters(self):
		"""What changed in our texts in the period."""
		self.set("masters", [])
		scope = figures.Scope(self.company, getdate(self.from_date), getdate(self.to_date))
		rows = frappe.get_all(
			"Salesflow Master Document",
			{"approved_on": scope.moments},
			["name", "title", "version", "approved_on"],
			order_by="approved_on asc, name asc",
		)
		for row in rows:
			day = getdate(row.approved_on)
			master = {"master_document": row.name, "title": row.title, "version": row.version}
			self.append("masters", {**master, "approved_on": day})

	def refuse_action(self, row: Document, problem: str):
		self.refuse(_("Actions, row {0}: {1}").format(row.idx, problem))

	def refuse(self, problem: str, error: type[Exception] = frappe.ValidationError):
		frappe.throw(_("Process Review {0}: {1}.").format(self.name or _("(new)"), problem), error)


def get_row(key: str, label: str, now: Figure, before: Figure) -> dict:
	"""A row of the table Figures: the values, and how they read."""
	return {
		"figure_key": key,
		"figure": label,
		"value": now.value,
		"cases": now.cases,
		"shown": words.show(key, now),
		"value_before": before.value,
		"cases_before": before.cases,
		"shown_before": words.show(key, before),
		"shown_change": words.show_change(key, rules.get_change(now, before)),
	}
