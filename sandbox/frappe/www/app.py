"""In place of the desk: who is logged in, with the token that the desk would send along."""

import frappe
from frappe import _

no_cache = 1


def get_context(context):
	"""Only system users work in the desk."""
	if frappe.session.user == "Guest":
		frappe.local.flags.redirect_location = "/login?redirect-to=%2Fapp"
		raise frappe.Redirect
	if frappe.db.get_value("User", frappe.session.user, "user_type") == "Website User":
		frappe.throw(_("You are not permitted to access this page."), frappe.PermissionError)
	context.title = _("Desk")
	context.full_name = frappe.utils.get_fullname(frappe.session.user)
