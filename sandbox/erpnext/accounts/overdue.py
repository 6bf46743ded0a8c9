"""Invoices that should have been paid: when one is overdue, and the daily look at all of them."""

import frappe
from frappe.model.document import Document
from frappe.utils import flt, getdate


def is_overdue(doc: Document) -> bool:
	"""Is less paid of an invoice than should be by today?"""
	outstanding = flt(doc.outstanding_amount, doc.precision("outstanding_amount"))
	if outstanding <= 0:
		return False
	today = getdate()
	if not doc.get("payment_schedule"):
		return getdate(doc.due_date) < today
	field = "payment_amount" if doc.party_account_currency == doc.currency else "base_payment_amount"
	due = sum(flt(row.get(field)) for row in doc.payment_schedule if getdate(row.due_date) < today)
	paid = doc.get_total_in_party_account_currency() - outstanding
	return flt(paid, doc.precision("outstanding_amount")) < flt(due, doc.precision("grand_total"))


def update_invoice_status() -> None:
	"""Daily: open invoices become Overdue when their day has passed."""
	names = frappe.get_all(
		"Sales Invoice",
		filters={"docstatus": 1, "outstanding_amount": (">", 0), "status": ("in", ("Unpaid", "Partly Paid"))},
		pluck="name",
	)
	for name in names:
		if is_overdue(frappe.get_doc("Sales Invoice", name)):
			frappe.db.set_value("Sales Invoice", name, "status", "Overdue", update_modified=False)
