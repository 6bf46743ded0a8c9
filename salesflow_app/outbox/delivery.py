"""What became of mails after Frappe queued them: left, refused for good, or still to be taken by a server that is down."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils import add_to_date, escape_html, get_datetime, now_datetime

from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import get_locked
from salesflow_app.outbox import keepers, queued
from salesflow_app.outbox.entries import DOCTYPE, DONE, FAILED
from salesflow_app.outbox.worker import comment, comment_failure

FIELDS = (
	"name event kind reference_doctype reference_name subject state message_id recipients next_try sent_on creation done_on"
).split()
DAYS = 3
"""How long a mail is offered to a server that does not take it."""
MINUTES = 10
"""Between one offer and the next; Frappe tries each several times."""
LOST_AFTER = 1
"""Hours."""


def follow_up() -> None:
	"""Every minute: note on each row whether its mail has left, and offer once more what was not taken."""
	for_each(_follow_row, list(_find_settled()))
	keepers.close_if_all_left()


def _follow_row(name: str) -> None:
	row = get_locked(DOCTYPE, name, FIELDS)
	if row.message_id and not row.sent_on and row.state in (DONE, FAILED):
		_follow(row, queued.get_mails(row.message_id))


def _find_settled() -> Iterator[str]:
	"""Rows whose mail is no longer on its way: left, refused, or gone from Frappe's queue."""
	row, queue = frappe.qb.DocType(DOCTYPE), frappe.qb.DocType(queued.DOCTYPE)
	found = (
		frappe.qb.from_(row)
		.left_join(queue)
		.on(row.message_id == queue.message_id)
		.select(row.name, row.state, row.next_try, row.done_on, queue.status)
		.where(row.sent_on.isnull() & row.message_id.isnotnull() & (row.message_id != ""))
		.where(row.state.isin((DONE, FAILED)))
		.orderby(row.creation)
	).run(as_dict=True)
	seen = set()
	for each in found:
		if each.name not in seen and _has_news(each):
			seen.add(each.name)
			yield each.name


def _has_news(each: frappe._dict) -> bool:
	if each.status == queued.SENT:
		return True
	if each.status == queued.ERROR:
		return each.state == DONE or bool(each.next_try and get_datetime(each.next_try) <= now_datetime())
	return not each.status and each.state == DONE and _is_old(each.done_on)


def _is_old(done_on) -> bool:
	return bool(done_on) and get_datetime(done_on) < add_to_date(now_datetime(), hours=-LOST_AFTER)


def _follow(row: frappe._dict, mails: list[frappe._dict]) -> None:
	failed = [mail for mail in mails if mail.status == queued.ERROR and not queued.split(mail.name)]
	if not mails:
		_give_up(row, _("it is no longer in Frappe's Email Queue, and did not leave"), [])
	elif refused := [mail for mail in failed if queued.is_for_good(mail.error) or _is_too_late(row)]:
		_give_up(row, _get_problem(refused[0].error), refused)
	elif failed:
		_offer_again(row, failed)
	elif all(mail.status == queued.SENT for mail in mails):
		_note_left(row, [mail.name for mail in mails])


def _is_too_late(row: frappe._dict) -> bool:
	return get_datetime(row.done_on or row.creation) < add_to_date(now_datetime(), days=-DAYS)


def _get_problem(error: str | None) -> str:
	return _("the mail server did not take it. {0}").format(queued.get_last_line(error)).strip()[:500]


def _give_up(row: frappe._dict, problem: str, mails: list[frappe._dict]) -> None:
	"""Now a person looks why, and presses Send Again."""
	if row.state == FAILED and not row.next_try:
		return
	addresses = queued.get_recipients([mail.name for mail in mails], is_sent=False)
	if addresses and len((row.recipients or "").split(", ")) > 1:
		problem = _("{0} ({1})").format(problem.rstrip("."), ", ".join(addresses))[:500]
	frappe.db.set_value(DOCTYPE, row.name, {"state": FAILED, "error": problem, "next_try": None})
	comment_failure(row, problem, row.subject)
	keepers.ask_about(row, _("A mail about {0} {1} was refused: check the address, then use “Send Again”"))


def _offer_again(row: frappe._dict, mails: list[frappe._dict]) -> None:
	"""First a pause, then each mail goes back to Frappe's queue. The timeline says it once, one person hears of all."""
	if row.state == DONE:
		problem = _get_problem(mails[0].error)
		frappe.db.set_value(
			DOCTYPE, row.name, {"state": FAILED, "error": problem, "next_try": _get_next_offer()}
		)
		comment_failure(row, problem, row.subject)
		keepers.ask_site(problem)
		return
	for mail in mails:
		queued.try_again(mail.name)
	frappe.db.set_value(DOCTYPE, row.name, "next_try", _get_next_offer())


def _get_next_offer():
	return add_to_date(now_datetime(), minutes=MINUTES)


def _note_left(row: frappe._dict, mails: list[str]) -> None:
	"""The server took it for everybody."""
	now = now_datetime()
	values = {"state": DONE, "error": None, "next_try": None, "sent_on": now}
	if row.state == DONE:
		del values["error"]  # whom Frappe left out
	values["delivered_to"] = _add(row.name, queued.get_recipients(mails, is_sent=True))
	frappe.db.set_value(DOCTYPE, row.name, values)
	if row.state == FAILED:
		keepers.close(row)
		comment(row, _("Mail “{0}” has left now.").format(escape_html(row.subject or _(row.event))))


def _add(name: str, addresses: list[str]) -> str:
	known = (frappe.db.get_value(DOCTYPE, name, "delivered_to") or "").split(", ")
	return ", ".join(dict.fromkeys(filter(None, [*known, *addresses])))
