"""What the days bring to an MSA: nobody signed it in time, its notice date or its end is near, it has ended."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, getdate, today

from salesflow_app.documents import lifecycle, shared_names
from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.mails import answer_reminder, client_silence, msa_ending
from salesflow_app.msa import steps
from salesflow_app.people import tasks
from salesflow_app.salesflow_app.workflows import contract as states
from salesflow_app.settings import get_settings

TASKS = {msa_ending.NOTICE: "msa_notice", msa_ending.END: "msa_end"}


@retry_on_conflict
def run() -> None:
	"""Daily: expire what was not signed in time, end what is over, remind of what is near."""
	open_states = ["salesflow_state", "in", states.CLIENT_OPEN]
	for_each(expire, _find(open_states, *_is_past("salesflow_valid_till")))
	for_each(end, _find(["salesflow_state", "=", states.SIGNED], *_is_past("end_date")))
	_remind_to_sign(open_states)
	for_each(remind, _find(["docstatus", "=", 1], ["is_signed", "=", 1], ["end_date", ">=", today()]))


def _find(*filters: list) -> list[str]:
	return frappe.get_all(
		"Contract", [["salesflow_is_msa", "=", 1], *filters], pluck="name", order_by="name asc"
	)


def _is_past(fieldname: str) -> list[list]:
	return [[fieldname, "is", "set"], [fieldname, "<", today()]]


def expire(name: str) -> None:
	"""Expire one MSA, unless it was answered a moment ago, and ask its owner what to do."""
	lock_row("Contract", name)
	msa = shared_names.load("Contract", name, for_update=True)
	if msa.workflow_state not in states.CLIENT_OPEN or getdate(msa.valid_till) >= getdate(today()):
		return
	lifecycle.move(msa, states.EXPIRED)
	text = _("MSA {0} for {1} has expired: make a new version or leave it")
	tasks.assign(msa, [_get_owner(msa)], "answer_client", text.format(msa.name, msa.customer_name))


def end(name: str) -> None:
	"""The last day of a signed MSA has passed."""
	steps.end(name, _("its last day has passed"))


def _remind_to_sign(open_states: list) -> None:
	days = cint(get_settings().expiry_reminder_days)
	soon = ["salesflow_valid_till", "between", (today(), add_days(today(), days))]
	names = _find(open_states, soon, ["salesflow_sent_on", "<", today()]) if days else []
	for_each(remind_to_sign, names)


def remind_to_sign(name: str) -> None:
	"""Remind the client and tell the owner, once for each version and last day."""
	msa = shared_names.load("Contract", name)
	answer_reminder.send_answer_reminder(msa)
	client_silence.send_expiring(msa)


def remind(name: str) -> None:
	"""Remind the owner of the notice date and of the end, each once, some days before it."""
	msa = shared_names.load("Contract", name)
	if is_over(msa):
		return
	for what, day in get_dates(msa).items():
		days = cint(get_settings().get("msa_reminder_days"))
		is_near = getdate(today()) <= day <= getdate(add_days(today(), days))
		if days and is_near and msa_ending.send_msa_ending(msa, what, str(day)):
			_subject, sentence = msa_ending.get_words(msa, what, str(day))
			tasks.assign(msa, [_get_owner(msa)], TASKS[what], sentence, date=str(day))


def is_over(msa: Document) -> bool:
	"""Was it ended by a person, or replaced?"""
	return msa.workflow_state in (states.TERMINATED, states.ENDED)


def get_dates(msa: Document) -> dict:
	"""The last day to give notice, where there is a notice period, and the end."""
	end_date, days = getdate(msa.end_date), cint(msa.salesflow_notice_days)
	notice = {msa_ending.NOTICE: getdate(add_days(end_date, -days))} if days else {}
	return {**notice, msa_ending.END: end_date}


def _get_owner(msa: Document) -> str:
	return msa.account_manager or msa.owner
