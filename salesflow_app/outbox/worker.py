"""Works off one row of the outbox: its work and the note that it is done are one transaction, which Frappe commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import add_to_date, escape_html, get_datetime, now_datetime

from salesflow_app.documents.locks import get_locked
from salesflow_app.outbox import keepers
from salesflow_app.outbox.entries import (
	DOCTYPE,
	DONE,
	DOSSIER,
	FAILED,
	FEEDBACK,
	MAIL,
	NOT_SENT,
	PENDING,
	PROVIDER,
	PROVIDER_ANSWER,
	SEAL,
	TASK,
)
from salesflow_app.text.reader import get_site_language, write_in

HANDLERS = {
	MAIL: "salesflow_app.mails.sending.send",
	SEAL: "salesflow_app.sealing.work.seal",
	PROVIDER: "salesflow_app.signing.providers.work.work",
	PROVIDER_ANSWER: "salesflow_app.portal.provider_answer.take",
	FEEDBACK: "salesflow_app.feedback.asking.ask",
	DOSSIER: "salesflow_app.dossier.making.make",
}
"""What does the work of each kind: takes the row, returns what is to be noted on it."""
TASKS = {
	"Order to Bill": "salesflow_app.order.billing_turn.follow",
	"Deal Over": "salesflow_app.deal.advice.withdraw",
}
"""The same for each event of kind *Task*."""
WITHOUT = {SEAL: "salesflow_app.sealing.work.go_on_without"}
"""What cannot wait for a kind of work that failed the first time."""
FIELDS = (
	"name kind event entry_key reference_doctype reference_name payload actor state attempts creation delivered_to"
).split()
BACK_OFF = (5, 30, 120, 480, 1440)
"""Minutes until the next try after each failure; after the last one somebody has to press Send Again."""
MINUTES_WITHOUT_ACCOUNT, DAYS_WITHOUT_ACCOUNT = 15, 3
"""How often, and how long, a mail is tried where the site has no account to send from."""
CONFLICTS = (frappe.QueryDeadlockError, frappe.QueryTimeoutError)
SAVE_POINT = "salesflow_outbox"


class NotSent(Exception):
	"""There is nobody to tell; trying again would not help. The text says why; `values` are noted on the row.

	With `is_task`, somebody has to find out who should have been told.
	"""

	def __init__(self, why: str, is_task: bool = False, **values):
		super().__init__(why)
		self.is_task = is_task
		self.values = values


def work(entry: str) -> None:
	"""The job of one row. Safe to repeat: what is done is not done again.

	Raises RetryBackgroundJobError where another transaction was faster.
	"""
	try:
		row = get_locked(DOCTYPE, entry, FIELDS)
		if row and row.state in (PENDING, FAILED):
			with _as_system():
				frappe.db.set_value(DOCTYPE, row.name, _do(row))
	except CONFLICTS as error:
		raise frappe.RetryBackgroundJobError(str(error)) from error


def _do(row: frappe._dict) -> dict:
	"""Do the row's work, and return what is to be noted on it."""
	frappe.db.savepoint(SAVE_POINT)
	messages = len(frappe.local.message_log)
	try:
		values = frappe.get_attr(TASKS[row.event] if row.kind == TASK else HANDLERS[row.kind])(row)
		if values.get("error"):
			comment_failure(row, values["error"], values.get("subject"))
		return {"state": DONE, "done_on": now_datetime(), "error": None, "next_try": None, **values}
	except CONFLICTS:
		raise
	except NotSent as reason:
		frappe.db.rollback(save_point=SAVE_POINT)
		comment_failure(row, str(reason), reason.values.get("subject"))
		if reason.is_task:
			keepers.ask_about_reader(row, str(reason))
		return {"state": NOT_SENT, "error": str(reason), "next_try": None, **reason.values}
	except Exception as error:
		frappe.db.rollback(save_point=SAVE_POINT)
		del frappe.local.message_log[messages:]
		return _get_failure(row, error)


def _get_failure(row: frappe._dict, error: Exception) -> dict:
	problem = " ".join(str(error).split())[:500] or type(error).__name__
	frappe.log_error(title=f"{row.event}: {row.reference_name}"[:140])
	if not row.attempts:
		comment_failure(row, problem)
		if row.kind in WITHOUT:
			frappe.get_attr(WITHOUT[row.kind])(row)
	next_try = _get_next_try(row, error)
	_ask_somebody(row, error, problem, next_try)
	attempts = min(row.attempts + 1, len(BACK_OFF)) if next_try else row.attempts + 1
	return {"state": FAILED, "error": problem, "attempts": attempts, "next_try": next_try}


def _get_next_try(row: frappe._dict, error: Exception) -> datetime | None:
	"""When a row that failed before is tried again; None where it is not. A site without a way out for mails may get one soon."""
	if isinstance(error, frappe.OutgoingEmailError):
		is_young = get_datetime(row.creation) > add_to_date(now_datetime(), days=-DAYS_WITHOUT_ACCOUNT)
		return add_to_date(now_datetime(), minutes=MINUTES_WITHOUT_ACCOUNT) if is_young else None
	if row.attempts >= len(BACK_OFF):
		return None
	return add_to_date(now_datetime(), minutes=BACK_OFF[row.attempts])


def _ask_somebody(row: frappe._dict, error: Exception, problem: str, next_try: datetime | None) -> None:
	if row.kind != MAIL:
		return
	if isinstance(error, frappe.OutgoingEmailError) and next_try:
		keepers.ask_site(problem)
	elif not next_try:
		keepers.ask_about(
			row, _("A mail about {0} {1} could not be written: see its error, then use “Send Again”")
		)


def comment_failure(row: frappe._dict, problem: str, subject: str | None = None) -> None:
	"""The document's timeline says what did not go out, and why."""
	words = escape_html(subject or _(row.event)), escape_html(problem.rstrip("."))
	text = _("Mail “{0}” was not sent: {1}.").format(*words)
	if row.get("kind") == SEAL:
		text = _("The sealed PDF is pending and will be tried again: {0}.").format(words[1])
	elif row.get("kind") == FEEDBACK:
		text = _("Nobody was asked for feedback: {0}.").format(words[1])
	elif row.get("kind") in (PROVIDER, PROVIDER_ANSWER, DOSSIER, TASK):
		text = _("“{0}” did not go through: {1}.").format(*words)
	comment(row, text)


def comment(row: frappe._dict, text: str) -> None:
	"""On the timeline of the document, if it is still there."""
	if frappe.db.exists(row.reference_doctype, row.reference_name):
		frappe.get_doc(row.reference_doctype, row.reference_name).add_comment("Comment", text)


@contextmanager
def _as_system() -> Iterator[None]:
	"""A worker has the rights of the system and notes things in the site's language, whoever queued the job."""
	user = frappe.session.user
	frappe.set_user("Administrator")
	try:
		with write_in(get_site_language()):
			yield
	finally:
		frappe.set_user(user)
