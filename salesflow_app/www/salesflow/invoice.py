"""The page of one invoice, at /salesflow/invoices/<name>."""

from frappe.model.document import Document

from salesflow_app.portal import payment_receipt
from salesflow_app.portal.invoice_page import get_view
from salesflow_app.portal.page import show_document

no_cache = 1
sitemap = 0


def get_context(context):
	show_document(context, "Sales Invoice", _get_view)


def _get_view(doc: Document) -> dict:
	return {**get_view(doc), "receipts": payment_receipt.get_links(doc)}
