"""Dynamic links: fields whose DocType another field of the same document names."""

import frappe


def get_dynamic_links() -> list:
	"""All dynamic link fields, those of child tables and custom ones too."""
	query = """
		select f.`{parent}` as parent, f.`fieldname`, f.`options`, d.`issingle`, d.`istable`
		from `tab{table}` f join `tabDocType` d on d.`name` = f.`{parent}`
		where f.`fieldtype` = 'Dynamic Link' and d.`is_virtual` = 0
	"""
	return frappe.db.sql(query.format(parent="parent", table="DocField"), as_dict=True) + frappe.db.sql(
		query.format(parent="dt", table="Custom Field"), as_dict=True
	)


def invalidate_distinct_link_doctypes(doctype: str, fieldname: str, linked_doctype: str) -> None:
	"""A field names a DocType that it did not name before; here that is read anew each time."""
