"""The login page."""

from urllib.parse import urlparse

import frappe
from frappe import _
from frappe.website.utils import get_home_page

no_cache = True


def get_context(context):
	"""Send on who is logged in already; remember where to go afterwards."""
	redirect_to = get_safe_path(frappe.form_dict.get("redirect-to"))
	if frappe.session.user != "Guest":
		is_system_user = frappe.db.get_value("User", frappe.session.user, "user_type") != "Website User"
		home = "/app" if is_system_user else get_home_page()
		frappe.local.flags.redirect_location = redirect_to or home
		raise frappe.Redirect
	context.title = _("Login")
	context.redirect_to = redirect_to


def get_safe_path(address: str | None) -> str:
	"""The address, if it is a path of this site."""
	address = address or ""
	parts = urlparse(address)
	is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
	return address if is_path and not parts.netloc else ""
