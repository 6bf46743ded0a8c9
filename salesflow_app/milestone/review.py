"""The clock of a client's review: reminders at half time and on the last day, and what follows when it is over."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, today

from salesflow_app.documents import lifecycle
from salesflow_app.documents.each import for_each
from salesflow_app.mails import milestone_review
from salesflow_app.milestone.held import is_held
from salesflow_app.outbox import entries
from salesflow_app.people import tasks
from salesflow_app.rules import reviews
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.text.formats import date

TASK = "ask_client"


def start(milestone: Document) -> None:
	"""The client is asked today. Without days to review, nothing ends; a second request starts anew."""
	first = getdate(today())
	days = milestone.review_days
	milestone.review_from = first
	milestone.review_until = reviews.get_last_day(first, days) if days else None


def run() -> None:
	"""Daily: every milestone under review, each by the newest thing that is due."""
	under_review = [
		["workflow_state", "=", states.AWAITING_ACCEPTANCE],
		["review_until", "is", "set"],
		["review_from", "<", today()],
	]
	names = frappe.get_all("Payment Milestone", under_review, pluck="name", order_by="name asc")
	for_each(follow, names)


def follow(name: str) -> None:
	"""One milestone. Missed days are caught up with the newest step alone."""
	milestone = frappe.get_doc("Payment Milestone", name, for_update=True)
	if milestone.workflow_state != states.AWAITING_ACCEPTANCE or is_held(milestone.sales_order):
		return
	days = [getdate(day) for day in (milestone.review_from, milestone.review_until, today())]
	stage = reviews.get_stage(*days)
	if stage == reviews.OVER:
		end(milestone)
	elif stage:
		milestone_review.send_milestone_review(milestone, stage)


def end(milestone: Document) -> None:
	"""Silence is acceptance only where the signed SOW says so; else the account manager asks the client."""
	if milestone.deemed_acceptance:
		accept_by_silence(milestone)
	elif not was_given(milestone):
		sentence = _("{0} has not answered by {1} about milestone {2}: ask them").format(
			milestone.customer_name, date(milestone.review_until), milestone.milestone_name
		)
		tasks.assign(milestone, [milestone.account_manager], TASK, sentence)


def was_given(milestone: Document) -> bool:
	"""Has somebody had the task since this review ended? Whoever closed it does not get it again."""
	task = {"reference_name": milestone.name, tasks.KEY: TASK, "creation": (">", milestone.review_until)}
	return bool(frappe.db.exists("ToDo", task))


def accept_by_silence(milestone: Document) -> None:
	"""The client was told of the last day. Where the clock stood still then, they are told now and have today."""
	warned = entries.get_creation(milestone_review.get_key(milestone, reviews.LAST))
	if not warned or getdate(warned) >= getdate(today()):
		milestone_review.send_milestone_review(milestone, reviews.LAST)
		return
	how = _("by silence until {0}, as signed with SOW {1}").format(
		date(milestone.review_until), milestone.sow
	)
	silent = _("silence of {0}").format(milestone.customer_name)
	values = {"accepted_on": now_datetime(), "accepted_by": silent, "accepted_how": how}
	lifecycle.move(milestone, states.ACCEPTED, values=values, why=how)
	milestone_review.send_milestone_review(milestone, reviews.OVER)
	sentence = _("Milestone {0} is accepted {1}: report it to billing").format(milestone.milestone_name, how)
	tasks.assign(milestone, [milestone.account_manager], "report", sentence)
