"""The page of one invoice, at /salesflow/invoices/<name>."""

from salesflow_app.portal.invoice_page import get_view
from salesflow_app.portal.page import show_document

no_cache = 1
sitemap = 0


def get_context(context):
	show_document(context, "Sales Invoice", get_view)
