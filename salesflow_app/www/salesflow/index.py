"""The client's start page."""

import frappe
from frappe.utils import cint

from salesflow_app.portal.overview import LISTS, get_overview
from salesflow_app.portal.page import open_page
from salesflow_app.text.formats import read_view

no_cache = 1
sitemap = 0


def get_context(context):
	open_page(context)
	pages = {key: cint(frappe.form_dict.get(key)) for key in LISTS}
	context.overview = read_view(get_overview(pages))
