"""Payment Entry: confirmed to the client and noted to our people. Its ledger entry closes the order."""

import frappe
from frappe.model.document import Document

from salesflow_app.follow_up import reminders
from salesflow_app.mails import payment_confirmed

INVOICE_FIELDS = (
	"name customer contact_email salesflow_sow currency party_account_currency grand_total outstanding_amount"
).split()


def on_submit(doc: Document, method: str | None = None) -> None:
	invoices = get_deal_invoices(doc)
	if invoices:
		reminders.on_payment([invoice.name for invoice in invoices])
		payment_confirmed.send_payment_confirmed(doc, invoices)


def on_cancel(doc: Document, method: str | None = None) -> None:
	invoices = get_deal_invoices(doc)
	if invoices:
		reminders.on_payment_cancelled([invoice.name for invoice in invoices])
		payment_confirmed.send_payment_confirmed(doc, invoices, is_reversed=True)


def get_deal_invoices(doc: Document) -> list[frappe._dict]:
	"""The Sales Invoices this payment is for that bill an order, as they are now. One statement for any payment."""
	names = {row.reference_name for row in doc.references if row.reference_doctype == "Sales Invoice"}
	if not names:
		return []
	invoice, item = frappe.qb.DocType("Sales Invoice"), frappe.qb.DocType("Sales Invoice Item")
	return (
		frappe.qb.from_(invoice)
		.join(item)
		.on(item.parent == invoice.name)
		.select(*(invoice[field] for field in INVOICE_FIELDS))
		.distinct()
		.where(invoice.name.isin(names) & item.sales_order.isnotnull() & (item.sales_order != ""))
		.orderby(invoice.name)
	).run(as_dict=True)
