"""A page with one message: what somebody may not do, what went wrong, or what is done."""

import frappe

no_cache = 1


def get_context(context):
	"""Show the message that the request left."""
	context.title = getattr(frappe.local, "message_title", None) or frappe._("Message")
	context.message = getattr(frappe.local, "message", None) or ""
	context.is_guest = frappe.session.user == "Guest"
