"""What the processes of `test_outbox.py` do, each in one transaction, with the site's real queue."""

import frappe

from salesflow_app.evidence import log
from salesflow_app.outbox import entries


def add_mail(order: str, key: str) -> str:
	"""A row whose mail goes to the account manager and says that the order was closed."""
	return entries.add("Order Closed", frappe.get_doc("Sales Order", order), key)


def refuse(order: str, event: str) -> None:
	"""Keep a refused try."""
	log.record_refusal(frappe.get_doc("Sales Order", order), event, "not the named signatory")
