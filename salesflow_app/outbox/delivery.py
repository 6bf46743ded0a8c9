"""Mails that Frappe queued and the mail server refused for good: their rows say so, and can be sent again."""

import frappe
from frappe import _
from frappe.utils import add_to_date, now_datetime

from salesflow_app.documents.locks import get_locked
from salesflow_app.outbox.entries import DOCTYPE, DONE, FAILED
from salesflow_app.outbox.worker import comment_failure
from salesflow_app.people import tasks

REFUSED, SENT = "Error", "Sent"
"""Last states of Frappe's Email Queue."""
DAYS = 3
TASK = "mail_refused"
FIELDS = "name event reference_doctype reference_name subject state".split()


def follow_up() -> None:
	"""Every few minutes: rows whose mail was refused in the last days are Failed; Done again where Frappe's own retry worked."""
	_note(REFUSED, DONE, _fail)
	_note(SENT, FAILED, _restore)


def _note(mail_state: str, row_state: str, act) -> None:
	row, queue = frappe.qb.DocType(DOCTYPE), frappe.qb.DocType("Email Queue")
	found = (
		frappe.qb.from_(queue)
		.join(row)
		.on(row.message_id == queue.message_id)
		.select(row.name, queue.error)
		.where((queue.status == mail_state) & (queue.modified > add_to_date(now_datetime(), days=-DAYS)))
		.where((row.state == row_state) & row.message_id.isnotnull() & (row.message_id != ""))
		.orderby(row.creation)
	).run(as_dict=True)
	for each in found:
		locked = get_locked(DOCTYPE, each.name, FIELDS)
		if locked.state == row_state:
			act(locked, each.error)


def _fail(row: frappe._dict, error: str | None) -> None:
	"""Frappe tried it several times; now a person looks why, and presses Send Again."""
	last = next((line.strip() for line in reversed((error or "").splitlines()) if line.strip()), "")
	problem = _("the mail server did not take it. {0}").format(last).strip()[:500]
	frappe.db.set_value(DOCTYPE, row.name, {"state": FAILED, "error": problem, "next_try": None})
	comment_failure(row, problem, row.subject)
	_tell_owner(row)


def _tell_owner(row: frappe._dict) -> None:
	"""Whoever looks after the client has the task: the address may be wrong."""
	if not frappe.db.exists(row.reference_doctype, row.reference_name):
		return
	doc = frappe.get_doc(row.reference_doctype, row.reference_name)
	if manager := doc.get("account_manager"):
		text = _("A mail about {0} {1} was refused: check the address, then use “Send Again”")
		tasks.assign(doc, [manager], TASK, text.format(_(doc.doctype), doc.name))


def _restore(row: frappe._dict, error: str | None) -> None:
	frappe.db.set_value(DOCTYPE, row.name, {"state": DONE, "error": None})
	tasks.close(frappe._dict(doctype=row.reference_doctype, name=row.reference_name), TASK)
