"""What the days bring to a Client Feedback: one reminder, then its end."""

import frappe
from frappe.utils import cint, today

from salesflow_app.documents import lifecycle
from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.feedback.asking import DOCTYPE
from salesflow_app.mails import feedback_asked
from salesflow_app.people.working_days import add_working_days
from salesflow_app.salesflow_app.workflows.client_feedback import ASKED, EXPIRED
from salesflow_app.settings import get_settings


@retry_on_conflict
def remind_and_end() -> None:
	"""Daily: end what was not answered in time, and remind of the rest, once each."""
	over = {"workflow_state": ASKED, "valid_till": ("<", today())}
	for_each(expire, frappe.get_all(DOCTYPE, over, pluck="name", order_by="name asc"))
	if cint(get_settings().feedback_reminder_days):
		waiting = {"workflow_state": ASKED, "reminded_on": ("is", "not set")}
		for_each(remind, frappe.get_all(DOCTYPE, waiting, pluck="name", order_by="name asc"))


def expire(name: str) -> None:
	"""End one, unless it was answered a moment ago."""
	lock_row(DOCTYPE, name)
	feedback = frappe.get_doc(DOCTYPE, name, for_update=True)
	if feedback.workflow_state == ASKED and str(feedback.valid_till) < today():
		lifecycle.move(feedback, EXPIRED)


def remind(name: str) -> None:
	"""Remind of one, if its day has come and the customer takes reminders."""
	lock_row(DOCTYPE, name)
	feedback = frappe.get_doc(DOCTYPE, name, for_update=True)
	if feedback.workflow_state != ASKED or feedback.reminded_on or str(feedback.valid_till) < today():
		return
	days = cint(get_settings().feedback_reminder_days)
	is_due = str(add_working_days(feedback.asked_on, days, feedback.company)) <= today()
	if is_due and not frappe.db.get_value("Customer", feedback.customer, "salesflow_reminders_off"):
		feedback.db_set("reminded_on", frappe.utils.now_datetime())
		feedback_asked.send_reminder(feedback)
