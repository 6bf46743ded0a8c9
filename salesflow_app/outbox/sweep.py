"""Wakes rows of the outbox that nobody did: the queue was down or emptied, a worker died, or a try is due again."""

import frappe
from frappe import _
from frappe.utils import add_to_date, now_datetime

from salesflow_app.documents.locks import get_locked, retry_on_conflict
from salesflow_app.outbox.delivery import follow_up
from salesflow_app.outbox.entries import DOCTYPE, FAILED, PENDING, wake_after_commit
from salesflow_app.outbox.worker import BACK_OFF

MOST_AT_ONCE = 200
"""Frappe refuses more than 500 waiting jobs a site."""


@retry_on_conflict
def sweep() -> None:
	"""Every minute: queue a job for each row whose next try is due, oldest first. Mails that are written are `delivery`'s.

	A row that was given up has no next try. Frappe 15 counts no day as before every day, so that is asked too:
	two hundred rows that were given up would hide all others for good.
	"""
	follow_up()
	for name in _get_due():
		_wake(name)


def _get_due() -> list[str]:
	return frappe.get_all(
		DOCTYPE,
		filters=[
			["state", "in", (PENDING, FAILED)],
			["next_try", "is", "set"],
			["next_try", "<=", now_datetime()],
			["message_id", "is", "not set"],
		],
		pluck="name",
		order_by="creation asc",
		limit=MOST_AT_ONCE,
	)


def _wake(name: str) -> None:
	"""Queue the row, unless it was done or woken a moment ago; its next try moves on, so that this happens once."""
	row = get_locked(DOCTYPE, name, ["state", "attempts", "next_try", "kind"])
	if row.state not in (PENDING, FAILED) or not row.next_try or row.next_try > now_datetime():
		return
	frappe.db.set_value(DOCTYPE, name, _get_next_step(row))
	wake_after_commit(name, row.kind)


def _get_next_step(row: frappe._dict) -> dict:
	"""A row that still waits had a worker that came to no end: that counts as a try, and some day it is given up."""
	attempts = row.attempts + (row.state == PENDING)
	if attempts > len(BACK_OFF):
		problem = _("No worker came to an end with it")
		return {"state": FAILED, "error": problem, "attempts": attempts, "next_try": None}
	minutes = BACK_OFF[max(attempts, 1) - 1]
	return {
		"state": PENDING,
		"attempts": attempts,
		"next_try": add_to_date(now_datetime(), minutes=minutes),
	}
