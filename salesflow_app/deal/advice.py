"""The leader's advice on a new deal: asked for once, never blocking, reminded when late."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Coalesce, Count
from frappe.utils import escape_html, now_datetime, today
from pypika.functions import NullIf

from salesflow_app.deal.origin import get_sales_person
from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.mails.advice_given import send_advice_given
from salesflow_app.mails.advice_late import send_advice_late
from salesflow_app.outbox import entries
from salesflow_app.people import tasks
from salesflow_app.people.teams import get_leader
from salesflow_app.people.working_days import add_working_days

TASK, NEXT_STEP = "advise", "next_step"
"""Keys of the leader's task and of the seller's."""
EVENT = "Deal Over"
FINISHED = ("Converted", "Lost", "Closed")
MAY_ADVISE = "Sales Manager"


def ask_leader(opportunity: Document) -> None:
	"""Give the team's leader the task, due the next working day; warn where there is no leader."""
	if opportunity.salesflow_advice or opportunity.status in FINISHED or _is_history(opportunity):
		return
	sales_person = get_sales_person(opportunity)
	leader = get_leader(sales_person)
	if not leader:
		_warn_without_leader(opportunity, sales_person)
		return
	due = add_working_days(today(), 1, opportunity.company)
	tasks.assign(opportunity, [leader], TASK, _("Advice / Strategy"), date=due, once=True)


def ask_new_leader(opportunity: Document) -> None:
	"""The deal changed hands: the task goes to the leader of the new sales person."""
	before = opportunity.get_doc_before_save()
	if before and before.opportunity_owner != opportunity.opportunity_owner:
		if get_leader(before.opportunity_owner) != get_leader(opportunity.opportunity_owner):
			tasks.close(opportunity, TASK)
			ask_leader(opportunity)


def withdraw_later(opportunity: Document) -> None:
	"""Nobody has a task on a deal that is over, whichever way: ERPNext and the app end one without a save.

	Who ends it does not wait for that. One statement where nobody has one.
	"""
	if _has_ended(opportunity) and tasks.is_open(opportunity, TASK, NEXT_STEP):
		key = f"{TASK}:{opportunity.name}:{opportunity.status}:{opportunity.modified}"
		entries.add(EVENT, opportunity, key, kind=entries.TASK)


def _has_ended(opportunity: Document) -> bool:
	"""Did this write end it? ERPNext writes the status of a deal that is won twice."""
	known, opportunity.flags.salesflow_status = opportunity.flags.salesflow_status, opportunity.status
	return opportunity.status in FINISHED and opportunity.status != known


def withdraw(row: frappe._dict) -> dict:
	"""Does the row of the outbox: the tasks close, unless the deal was opened again meanwhile."""
	status = frappe.db.get_value("Opportunity", row.reference_name, "status", for_update=True)
	if status in FINISHED:
		tasks.close(frappe.get_doc("Opportunity", row.reference_name), TASK, NEXT_STEP)
	return {}


def count_colleague_comments(names: list[str]) -> dict[str, int]:
	"""How many comments each opportunity has from others than its seller. One statement; no comments, no key.

	The caller passes only names that its reader may see. What the system itself notes does not count.
	"""
	comment, deal = frappe.qb.DocType("Comment"), frappe.qb.DocType("Opportunity")
	seller = Coalesce(NullIf(deal.opportunity_owner, ""), deal.owner)
	rows = (
		frappe.qb.from_(comment)
		.join(deal)
		.on(deal.name == comment.reference_name)
		.select(deal.name, Count(comment.name))
		.where((comment.reference_doctype == "Opportunity") & comment.reference_name.isin(names or [""]))
		.where((comment.comment_type == "Comment") & (comment.owner != seller))
		.where(comment.owner.notin(["Administrator", "Guest"]))
		.groupby(deal.name)
	).run()
	return dict(rows)


def stamp_advice(opportunity: Document) -> None:
	"""Record who advised and when, whatever the caller sent.

	Raises PermissionError where anyone but the leader or a Sales Manager writes the advice.
	"""
	before = opportunity.get_doc_before_save()
	old, new = (_read(doc) for doc in (before, opportunity))
	if old == new:
		opportunity.salesflow_advice_by = before.salesflow_advice_by if before else None
		opportunity.salesflow_advice_on = before.salesflow_advice_on if before else None
		return
	_validate_adviser(opportunity)
	opportunity.salesflow_advice_by = frappe.session.user if new else None
	opportunity.salesflow_advice_on = now_datetime() if new else None


def answer(opportunity: Document) -> None:
	"""Once advice is written, close the task and tell the sales person."""
	new = _read(opportunity)
	if new and new != _read(opportunity.get_doc_before_save()):
		tasks.close(opportunity, TASK)
		send_advice_given(opportunity)


@retry_on_conflict
def escalate_late_advice() -> None:
	"""Daily: report overdue advice to the leader and the leader's own leader, once."""
	late = frappe.get_all(
		"ToDo",
		filters=[
			["reference_type", "=", "Opportunity"],
			[tasks.KEY, "=", TASK],
			["status", "=", "Open"],
			["date", "is", "set"],
			["date", "<", today()],
		],
		fields=["reference_name", "allocated_to", "date"],
		order_by="date asc",
	)
	for_each(escalate, late, lambda todo: todo.reference_name)


def escalate(todo: frappe._dict) -> None:
	"""Report one overdue advice; the task of a deal that is over closes instead."""
	if not frappe.db.exists("Opportunity", todo.reference_name):
		return
	opportunity = frappe.get_doc("Opportunity", todo.reference_name)
	if opportunity.status in FINISHED:
		tasks.close(opportunity, TASK)
	else:
		send_advice_late(opportunity, todo)


def _read(opportunity: Document | None) -> str:
	return ((opportunity and opportunity.salesflow_advice) or "").strip()


def _is_history(opportunity: Document) -> bool:
	return bool(frappe.flags.in_import) and str(opportunity.transaction_date) < today()


def _validate_adviser(opportunity: Document) -> None:
	user = frappe.session.user
	leader = get_leader(get_sales_person(opportunity))
	if user != leader and MAY_ADVISE not in frappe.get_roles():
		frappe.throw(
			_(
				"Opportunity {0}: only the sales person's leader or a {2} can write {1}. "
				"Use the Progress Log instead."
			).format(opportunity.name, frappe.bold(_("Advice")), _(MAY_ADVISE)),
			frappe.PermissionError,
		)


def _warn_without_leader(opportunity: Document, sales_person: str) -> None:
	text = _(
		"Opportunity {0}: nobody was asked for advice, "
		"because {1} has no enabled leader in the Sales Person tree."
	).format(opportunity.name, sales_person)
	frappe.msgprint(escape_html(text), title=_("No Leader"), indicator="orange")
	opportunity.add_comment("Info", escape_html(text))
