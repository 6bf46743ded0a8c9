"""Small helpers around documents."""

import frappe


def get_fetch_values(doctype: str, fieldname: str, value: str) -> dict:
	"""What a link brings along into the fields that fetch from it."""
	meta = frappe.get_meta(doctype)
	result = frappe._dict()
	fields = meta.get_fields_to_fetch(fieldname)
	if not fields:
		return result
	names = [df.fetch_from.split(".", 1)[1] for df in fields]
	values = (
		frappe.db.get_value(meta.get_link_doctype(fieldname), value, names, as_dict=True) if value else {}
	)
	for df, name in zip(fields, names, strict=True):
		result[df.fieldname] = (values or {}).get(name, "")
	return result


def set_default(doc, key: str) -> None:
	"""Make the document the default one among those with the same value of `key`."""
	if not doc.is_default:
		frappe.db.set_value(doc.doctype, doc.name, "is_default", 1)
	frappe.db.set_value(
		doc.doctype, {key: doc.get(key), "name": ("!=", doc.name)}, "is_default", 0, update_modified=False
	)


def is_virtual_doctype(doctype: str) -> bool:
	"""Has the DocType no table?"""
	return bool(frappe.get_meta(doctype).get("is_virtual"))


def is_single_doctype(doctype: str) -> bool:
	"""Has the DocType one document only?"""
	return bool(frappe.get_meta(doctype).issingle)
