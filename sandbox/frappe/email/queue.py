"""Sending what waits in Email Queue."""

from contextlib import suppress

import frappe
from frappe.email.doctype.email_queue.email_queue import WAITING

MOST_AT_ONCE = 500


def flush() -> None:
	"""Send the mails that wait, urgent ones first. What fails is noted in its Email Queue."""
	if frappe.are_emails_muted():
		frappe.msgprint(frappe._("Emails are muted"))
		return
	for name in get_queue():
		with suppress(Exception):
			frappe.get_doc("Email Queue", name).send()


def get_queue() -> list[str]:
	"""Names of the mails that wait."""
	return frappe.get_all(
		"Email Queue",
		{"status": ("in", WAITING)},
		pluck="name",
		order_by="priority desc, retry asc, creation asc",
		limit=MOST_AT_ONCE,
	)
