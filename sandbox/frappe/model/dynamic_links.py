"""Fields that link to other documents, to one DocType or to the one that another field names."""

import frappe


def get_link_fields(doctype: str) -> list[dict]:
	"""Link fields to a DocType: `parent`, `fieldname`, `issingle`, `istable`."""
	return _find("f.`fieldtype` = 'Link' and f.`options` = %s", [doctype])


def get_dynamic_links() -> list[dict]:
	"""All dynamic link fields, those of child tables and custom ones too."""
	return _find("f.`fieldtype` = 'Dynamic Link'", [])


def _find(condition: str, values: list) -> list[dict]:
	query = """
		select f.`{parent}` as parent, f.`fieldname`, f.`options`, d.`issingle`, d.`istable`
		from `tab{table}` f join `tabDocType` d on d.`name` = f.`{parent}`
		where {condition} and d.`is_virtual` = 0
	"""
	places = (("DocField", "parent"), ("Custom Field", "dt"))
	return [
		row
		for table, parent in places
		for row in frappe.db.sql(
			query.format(parent=parent, table=table, condition=condition), values, as_dict=True
		)
	]


def invalidate_distinct_link_doctypes(doctype: str, fieldname: str, linked_doctype: str) -> None:
	"""A field names a DocType that it did not name before; here that is read anew each time."""
