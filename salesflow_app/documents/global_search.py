"""Stands in for Frappe's global search, which looks at the DocType alone."""

import frappe

from salesflow_app.documents.outsiders import is_of_deal, is_ours
from salesflow_app.people.seeing import is_limited


@frappe.whitelist()
def search(text: str, start: int | str = 0, limit: int | str = 20, doctype: str = "") -> list[dict]:
	"""As Frappe's, without tasks and documents of ours that the user may not read, and deals that they do not see.

	The text of a task has names and amounts, and everybody may read tasks of their own.
	"""
	from frappe.utils.global_search import search as search_any

	return [row for row in search_any(text, start, limit, doctype) if _may_find(row)]


def _may_find(row: frappe._dict) -> bool:
	is_some = is_limited() and is_of_deal(row.doctype)
	if row.doctype != "ToDo" and not is_ours(row.doctype) and not is_some:
		return True
	return frappe.db.exists(row.doctype, row.name) and frappe.has_permission(row.doctype, "read", row.name)
