"""Small helpers around documents."""

import frappe


def set_default(doc, key: str) -> None:
	"""Make the document the default one among those with the same value of `key`."""
	if not doc.is_default:
		frappe.db.set_value(doc.doctype, doc.name, "is_default", 1)
	frappe.db.set_value(
		doc.doctype, {key: doc.get(key), "name": ("!=", doc.name)}, "is_default", 0, update_modified=False
	)
