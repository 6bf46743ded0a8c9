"""The start page of a portal user."""

import frappe
from frappe import _
from frappe.website.utils import get_portal_menu

no_cache = 1


def get_context(context):
	"""Show who is logged in and the links of the portal."""
	if frappe.session.user == "Guest":
		frappe.throw(_("You need to be logged in to access this page"), frappe.PermissionError)
	context.title = _("My Account")
	context.user = frappe.session.user
	context.full_name = frappe.utils.get_fullname(frappe.session.user)
	context.menu = get_portal_menu()
