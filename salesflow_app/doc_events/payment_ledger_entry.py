"""Payment Ledger Entry: whatever changes an invoice's open amount passes here (payment, journal, reconciliation, credit)."""

import frappe
from frappe.model.document import Document

from salesflow_app import milestone_billing, order_closing


def on_update(doc: Document, method: str | None = None) -> None:
	"""Bring milestone and order of the invoice up to date. Two statements for an invoice without either."""
	if doc.against_voucher_type != "Sales Invoice" or doc.voucher_no == doc.against_voucher_no:
		return
	milestone = frappe.db.get_value("Sales Invoice", doc.against_voucher_no, "salesflow_payment_milestone")
	if milestone:
		milestone_billing.sync(milestone)
	order_closing.close_orders_of_invoice(doc.against_voucher_no)
