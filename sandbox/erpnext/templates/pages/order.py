"""The portal page of an order, invoice, quotation or delivery."""

import frappe
from frappe import _

no_cache = 1


def get_context(context):
	"""Show the document to whom the portal lets see it."""
	doctype, name = frappe.form_dict.doctype, frappe.form_dict.name
	doc = frappe.get_doc(doctype, name) if frappe.db.exists(doctype, name) else None
	if not doc or not frappe.has_website_permission(doc):
		frappe.throw(_("Not Permitted"), frappe.PermissionError)
	context.doc = doc
	context.title = doc.name
	context.print_format = frappe.get_meta(doctype).default_print_format or "Standard"
