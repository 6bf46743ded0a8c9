"""The client's start page."""

import frappe
from frappe.utils import cint

from salesflow_app.portal.overview import get_overview
from salesflow_app.portal.page import open_page
from salesflow_app.text.formats import read_view

no_cache = 1
sitemap = 0


def get_context(context):
	open_page(context)
	context.overview = read_view(get_overview(cint(frappe.form_dict.get("invoices")) or 1))
