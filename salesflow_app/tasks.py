"""What the scheduler runs. Each task is safe to repeat, and one failing document does not stop the others.

Frappe runs a task of the clock once, whatever happens to it, so a conflict with another transaction is retried here.
"""

import frappe
from frappe import _
from frappe.utils import add_days, cint, today

from salesflow_app.documents import lifecycle
from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.follow_up import reminders, watching
from salesflow_app.mails import answer_reminder, client_silence, milestone_notice, notice_reminder
from salesflow_app.milestone import holding, months, reaching, review
from salesflow_app.milestone.held import is_held
from salesflow_app.outbox import entries
from salesflow_app.people import roles, tasks
from salesflow_app.people.working_days import add_working_days
from salesflow_app.salesflow_app.workflows import payment_milestone, sow, work_proposal
from salesflow_app.settings import get_settings

NOTICE_DAYS = 2
"""Working days that billing has to answer a milestone notice."""


@retry_on_conflict
def expire_proposals() -> None:
	"""Daily: expire proposals that the client did not answer by their last day."""
	names = frappe.get_all(
		"Work Proposal",
		[*_get_past_last_day(work_proposal.CLIENT_OPEN), ["docstatus", "=", 1]],
		pluck="name",
		order_by="valid_till asc",
	)
	for_each(expire_proposal, names)


def _get_past_last_day(states: tuple[str, ...]) -> list[list]:
	"""Filters: in one of these states, and its last day is over. Frappe 15 counts no day as before every day."""
	return [
		["workflow_state", "in", states],
		["valid_till", "is", "set"],
		["valid_till", "<", today()],
	]


def expire_proposal(name: str) -> None:
	"""Expire one proposal, unless it was answered a moment ago, and ask its account manager what to do."""
	lock_row("Work Proposal", name)
	proposal = frappe.get_doc("Work Proposal", name, for_update=True)
	if proposal.workflow_state not in work_proposal.CLIENT_OPEN or str(proposal.valid_till) >= today():
		return
	lifecycle.move(proposal, work_proposal.EXPIRED)
	tasks.assign(
		proposal,
		[proposal.account_manager],
		"answer_client",
		_("Work Proposal {0} for {1} has expired: create a new version or leave it").format(
			proposal.name, proposal.customer_name
		),
	)


@retry_on_conflict
def expire_sows() -> None:
	"""Daily: expire SOWs that the client did not answer by their last day."""
	names = frappe.get_all(
		"SOW",
		_get_past_last_day(sow.CLIENT_OPEN),
		pluck="name",
		order_by="valid_till asc",
	)
	for_each(expire_sow, names)


def expire_sow(name: str) -> None:
	"""Expire one SOW, unless it was answered a moment ago, and ask the Sales Assistant what to do."""
	lock_row("SOW", name)
	doc = frappe.get_doc("SOW", name, for_update=True)
	if doc.workflow_state not in sow.CLIENT_OPEN or str(doc.valid_till) >= today():
		return
	lifecycle.move(doc, sow.EXPIRED)
	tasks.assign(
		doc,
		roles.get_sales_assistants(doc.company),
		"answer_client",
		_("SOW {0} for {1} has expired: revise it or leave it").format(doc.name, doc.customer_name),
	)


@retry_on_conflict
def remind_before_expiry() -> None:
	"""Daily: proposals and SOWs that expire soon and are not answered: the client is reminded, their owner told."""
	days = cint(get_settings().expiry_reminder_days)
	for doctype, states in (("Work Proposal", work_proposal.CLIENT_OPEN), ("SOW", sow.CLIENT_OPEN)):
		soon = [
			["workflow_state", "in", states],
			["valid_till", "between", (today(), add_days(today(), days))],
			["sent_on", "<", today()],
		]
		names = frappe.get_all(doctype, soon, pluck="name", order_by="valid_till asc") if days else []
		for_each(remind_to_answer, [(doctype, name) for name in names], " ".join)


def remind_to_answer(document: tuple[str, str]) -> None:
	"""Remind of one document, once for each version and last day."""
	doc = frappe.get_doc(*document)
	answer_reminder.send_answer_reminder(doc)
	client_silence.send_expiring(doc)


@retry_on_conflict
def reach_milestones() -> None:
	"""Daily: make the months of retainers that start soon, and reach the milestones whose day has come."""
	months.run()
	reaching.by_clock()


@retry_on_conflict
def follow_reviews() -> None:
	"""Daily: remind clients of milestones that await their acceptance; what follows when their time is over."""
	review.run()


@retry_on_conflict
def end_holds() -> None:
	"""Daily: milestones that were on hold until today go back to billing."""
	holding.run()


@retry_on_conflict
def send_payment_reminders() -> None:
	"""Hourly: do the steps of the follow-up plan that are due, one mail per customer and day."""
	reminders.send_due_reminders()


@retry_on_conflict
def look_after_payments() -> None:
	"""Hourly: promises that were not kept, and payment tasks that wait too long."""
	watching.look_after()


@retry_on_conflict
def remind_of_notices() -> None:
	"""Daily: milestones that billing left unanswered: first a reminder, two working days later the manager."""
	names = frappe.get_all(
		"Payment Milestone",
		{"workflow_state": payment_milestone.READY_TO_BILL, "notice_no": (">", 0)},
		pluck="name",
		order_by="name asc",
	)
	for_each(remind_of_notice, names)


def remind_of_notice(name: str) -> None:
	"""Send the newest reminder that is due for one milestone, each once per notice."""
	milestone = frappe.get_doc("Payment Milestone", name)
	reported = entries.get_creation(milestone_notice.get_key(milestone))
	if not reported or is_held(milestone.sales_order):
		return
	for step in (2, 1):
		if str(add_working_days(reported, NOTICE_DAYS * step, milestone.company)) <= today():
			notice_reminder.send_notice_reminder(milestone, step)
			return
