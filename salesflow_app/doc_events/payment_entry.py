"""Payment Entry: confirmed to the client, noted to our people, and the order closed when nothing is open (seeds 1 and 2)."""

import frappe
from frappe.model.document import Document

from salesflow_app import follow_up
from salesflow_app.mails import payment_confirmed


def on_submit(doc: Document, method: str | None = None) -> None:
	invoices = get_deal_invoices(doc)
	if invoices:
		follow_up.on_payment(invoices)
		payment_confirmed.send_payment_confirmed(doc, invoices)
		close_orders(invoices)


def on_cancel(doc: Document, method: str | None = None) -> None:
	invoices = get_deal_invoices(doc)
	if invoices:
		follow_up.on_payment_cancelled(invoices)
		payment_confirmed.send_payment_confirmed(doc, invoices, is_reversed=True)
		close_orders(invoices)


def get_deal_invoices(doc: Document) -> list[Document]:
	"""The Sales Invoices this payment is for that bill an order. One statement for any other payment."""
	names = {row.reference_name for row in doc.references if row.reference_doctype == "Sales Invoice"}
	if not names:
		return []
	of_deals = frappe.get_all(
		"Sales Invoice Item",
		{"parent": ("in", names), "sales_order": ("is", "set")},
		pluck="parent",
		distinct=True,
		order_by="parent asc",
	)
	return [frappe.get_doc("Sales Invoice", name) for name in of_deals]


def close_orders(invoices: list[Document]) -> None:
	"""Close, or reopen, the orders whose invoices this payment touches."""
	from salesflow_app import order_closing

	orders = {row.sales_order for invoice in invoices for row in invoice.items if row.sales_order}
	for order in sorted(orders):
		order_closing.close_if_done(order)
