"""Mails of ours that a killed process left in Sending, where Frappe would leave them for ever."""

import frappe
from frappe.utils import add_to_date, now_datetime

from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.outbox.entries import DOCTYPE

HOURS = 1
"""No mail takes that long."""
SENDING, NOT_SENT = "Sending", "Not Sent"


@retry_on_conflict
def release() -> None:
	"""Hourly: queue them again. Frappe notes each recipient who got it, and sends to the others alone."""
	stuck = frappe.get_all(
		"Email Queue",
		{"status": SENDING, "modified": ("<", add_to_date(now_datetime(), hours=-HOURS))},
		["name", "message_id"],
		order_by="creation asc",
	)
	sent_by_us = {"message_id": ("in", [mail.message_id for mail in stuck])}
	ours = set(frappe.get_all(DOCTYPE, sent_by_us, pluck="message_id")) if stuck else set()
	for mail in stuck:
		if mail.message_id in ours:
			frappe.db.set_value("Email Queue", mail.name, "status", NOT_SENT)
