"""Makes the draft of a process review on the first working day after its period, once, and tells who completes it."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, format_date, getdate, today

from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.people import roles, tasks
from salesflow_app.people.working_days import add_working_days
from salesflow_app.review import figures
from salesflow_app.rules import process_figures as rules
from salesflow_app.salesflow_app.workflows.process_review import TASK
from salesflow_app.settings import get_settings

DOCTYPE = "Process Review"
DAYS_TO_DRAFT = 7
"""How long the clock looks back: a scheduler that stood still for a few days leaves no review out."""
DAYS_TO_COMPLETE = 10
"""Working days that the reviewers have."""


@retry_on_conflict
def run() -> None:
	"""Daily: draft what is due, for each company that has something to review."""
	kind, day = get_settings().review_period, getdate(today())
	companies = frappe.get_all("Company", {"is_group": 0}, pluck="name", order_by="name asc")
	if kind:
		first, last = rules.get_period_before(day, kind)
		if day <= add_days(last, DAYS_TO_DRAFT):
			for_each(lambda company: draft(company, kind, first, last), companies)


def draft(company: str, kind: str, first: date, last: date) -> Document | None:
	"""The draft of one company; None before its first working day, where there is one, and where nothing happened."""
	is_due = str(add_working_days(last, 1, company)) <= today()
	if not is_due or frappe.db.exists(DOCTYPE, {"review_key": get_key(company, kind, first)}):
		return None
	found = figures.get_figures(figures.Scope(company, first, last))
	if not any(figure.cases for figure in found.values()):
		return None
	review = frappe.get_doc({"doctype": DOCTYPE, "company": company, "period": kind, "from_date": first})
	review.insert(ignore_permissions=True)  # the clock drafts it
	_ask_reviewers(review)
	return review


def get_key(company: str, kind: str, first: date) -> str:
	return f"{company}:{kind}:{first}"


def _ask_reviewers(review: Document) -> None:
	leaders = roles.get_role_users("Sales Manager", review.company)
	text = _("Process Review {0} of {1} from {2} to {3}: write findings and actions, then complete it")
	tasks.assign(
		review,
		list(dict.fromkeys([*leaders, *roles.get_operations_managers(review.company)])),
		TASK,
		text.format(review.name, review.company, format_date(review.from_date), format_date(review.to_date)),
		date=str(add_working_days(today(), DAYS_TO_COMPLETE, review.company)),
		once=True,
	)
