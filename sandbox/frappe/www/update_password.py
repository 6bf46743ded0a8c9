"""The page at `/update-password`, where a password is set with the key of a mail, or with the old one."""

import frappe
from frappe import _

no_cache = 1


def get_context(context):
	"""Remember the key of the link."""
	context.key = frappe.form_dict.get("key") or ""
	context.title = _("Set Password") if context.key else _("Reset Password")
