"""Payment Entry: confirmed to the client and noted to our people. Its ledger entry closes the order."""

import frappe
from frappe.model.document import Document

from salesflow_app.follow_up import reminders
from salesflow_app.mails import payment_confirmed


def on_submit(doc: Document, method: str | None = None) -> None:
	invoices = get_deal_invoices(doc)
	if invoices:
		reminders.on_payment(invoices)
		payment_confirmed.send_payment_confirmed(doc, invoices)


def on_cancel(doc: Document, method: str | None = None) -> None:
	invoices = get_deal_invoices(doc)
	if invoices:
		reminders.on_payment_cancelled(invoices)
		payment_confirmed.send_payment_confirmed(doc, invoices, is_reversed=True)


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
