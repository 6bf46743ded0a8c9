"""Payment Ledger Entry: whatever changes an invoice's open amount passes here (payment, journal, reconciliation, credit)."""

import frappe
from frappe.model.document import Document

from salesflow_app.milestone import billing
from salesflow_app.order import closing


def on_update(doc: Document, method: str | None = None) -> None:
	"""Bring milestone and orders of the invoice up to date. One statement for an invoice without either."""
	if doc.against_voucher_type != "Sales Invoice" or doc.voucher_no == doc.against_voucher_no:
		return
	milestone, orders = get_deal(doc.against_voucher_no)
	if milestone:
		billing.sync(milestone)
	for order in orders:
		closing.close_if_done(order)


def get_deal(sales_invoice: str) -> tuple[str | None, list[str]]:
	"""The Payment Milestone that an invoice bills, and the Sales Orders of its rows."""
	invoice, item = frappe.qb.DocType("Sales Invoice"), frappe.qb.DocType("Sales Invoice Item")
	rows = (
		frappe.qb.from_(invoice)
		.join(item)
		.on(item.parent == invoice.name)
		.select(invoice.salesflow_payment_milestone, item.sales_order, invoice.docstatus)
		.distinct()
		.where(invoice.name == sales_invoice)
		.orderby(item.sales_order)
	).run()
	milestone = rows[0][0] if rows else None
	return milestone, [order for _milestone, order, docstatus in rows if order and docstatus == 1]
