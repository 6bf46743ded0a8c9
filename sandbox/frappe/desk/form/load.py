"""Opening a document on the desk. What stands beside it there (`docinfo`) is left to a real site."""

import frappe
from frappe.offered import refuse_others


@frappe.whitelist()
def getdoc(doctype, name):
	"""Add the document to `frappe.response.docs`, without the fields that the user may not read."""
	doc = frappe.get_doc(doctype, name)
	doc.check_permission()
	doc.update({"__onload": frappe._dict()})
	doc.run_method("onload")
	doc.apply_fieldlevel_read_permissions()
	frappe.response.setdefault("docs", []).append(doc)


__getattr__ = refuse_others(__name__)
