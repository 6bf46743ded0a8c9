"""A mail in Frappe's Email Queue as the outbox sees it: who has it, who refused it, and once more to the others."""

import re

import frappe
from frappe import _

DOCTYPE, RECIPIENT = "Email Queue", "Email Queue Recipient"
WAITING, PARTLY, SENDING, SENT, ERROR = "Not Sent", "Partially Sent", "Sending", "Sent", "Error"
REFUSAL = re.compile(r"SMTP(?:RecipientsRefused|SenderRefused|DataError|ResponseException)\b.*?\b(\d{3})\b")
"""How smtplib says what a server answered; 5xx is its last word, 4xx and a server that is down are not."""


def get_mails(message_id: str) -> list[frappe._dict]:
	"""The mails of this message: one, or one for each recipient after some were refused."""
	fields = ["name", "status", "error"]
	return frappe.get_all(DOCTYPE, {"message_id": message_id}, fields, order_by="creation asc, name asc")


def get_recipients(mails: list[str], is_sent: bool) -> list[str]:
	"""Addresses that have got the mails, or that have not."""
	filters = {"parent": ("in", mails or [""]), "status": SENT if is_sent else ("!=", SENT)}
	return frappe.get_all(RECIPIENT, filters, pluck="recipient", order_by="idx asc")


def is_for_good(error: str | None) -> bool:
	"""Did the server refuse it for good? Whatever else happened may heal: then Frappe gets it once more."""
	found = REFUSAL.search(get_last_line(error))
	return bool(found) and found[1].startswith("5")


def get_last_line(error: str | None) -> str:
	return next((line.strip() for line in reversed((error or "").splitlines()) if line.strip()), "")


def try_again(mail: str) -> None:
	"""Frappe sends it to those who have not got it, with as many tries as at first."""
	frappe.db.set_value(DOCTYPE, mail, {"status": WAITING, "retry": 0, "send_after": None})


def split(mail: str) -> bool:
	"""Give each recipient who has not got the mail one of their own: Frappe stops at the first whom the server refuses.

	False where there is nothing to part.
	"""
	left = get_recipients([mail], is_sent=False)
	has_sent = bool(get_recipients([mail], is_sent=True))
	if len(left) + has_sent < 2:
		return False
	doc = frappe.get_doc(DOCTYPE, mail)
	for address in left:
		part = doc.get_duplicate([address])
		part.update({"status": WAITING, "retry": 0, "error": None, "send_after": None})
		part.insert(ignore_permissions=True)  # the app's own mail, in parts
	if has_sent:
		frappe.db.delete(RECIPIENT, {"parent": mail, "status": ("!=", SENT)})
		frappe.db.set_value(DOCTYPE, mail, {"status": SENT, "error": None})
	else:
		_delete([mail])
	return True


def withdraw(message_id: str) -> list[str]:
	"""The message is written anew: those who have got it are returned, and nobody gets it in its old form any more.

	Raises ValidationError while it is being sent.
	"""
	queue = frappe.qb.DocType(DOCTYPE)
	ours = frappe.qb.from_(queue).select(queue.name, queue.status).where(queue.message_id == message_id)
	mails = ours.for_update().run(as_dict=True)
	if any(mail.status == SENDING for mail in mails):
		frappe.throw(_("This mail is being sent right now. Wait a minute, then try again."))
	names = [mail.name for mail in mails]
	delivered = get_recipients(names, is_sent=True)
	_delete([mail.name for mail in mails if mail.status != SENT])
	return delivered


def _delete(mails: list[str]) -> None:
	for doctype, field in ((RECIPIENT, "parent"), (DOCTYPE, "name")):
		if mails:
			frappe.db.delete(doctype, {field: ("in", mails)})
