"""The condition of a user's lists, for queries that a list cannot ask."""

import frappe
from frappe.desk.reportview import build_match_conditions
from frappe.query_builder import DocType
from pypika.terms import Criterion, LiteralValue


def is_readable(doctype: str) -> Criterion:
	"""The condition of the user's lists, with User Permissions and rules of the apps; false where none is read."""
	name = DocType(doctype).name
	if not frappe.has_permission(doctype, "read"):
		return name.isnull()
	words = build_match_conditions(doctype)
	return name.isnotnull() & LiteralValue(f"({words})") if words else name.isnotnull()
