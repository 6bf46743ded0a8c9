"""Mails that were done before rows said when they left: what Frappe's queue no longer holds back has left."""

import frappe

DOCTYPE = "Salesflow Outbox Entry"


def execute() -> None:
	"""Once; the sweep notes the rest. A mail that still waits, or was refused, stays open."""
	row, queue = frappe.qb.DocType(DOCTYPE), frappe.qb.DocType("Email Queue")
	waiting = (queue.status != "Sent") & queue.message_id.isnotnull()  # not in (…, null) is never true
	held = frappe.qb.from_(queue).select(queue.message_id).where(waiting)
	frappe.qb.update(row).set(row.sent_on, row.done_on).where(
		(row.state == "Done") & row.sent_on.isnull() & row.message_id.isnotnull() & (row.message_id != "")
	).where(row.message_id.notin(held)).run()
