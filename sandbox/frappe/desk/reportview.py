"""Lists of the desk. Reports and their export are left to a real site."""

import frappe
from frappe.model.db_query import DatabaseQuery
from frappe.offered import refuse_others


def execute(doctype, *args, **kwargs):
	"""Run a list query, within the user's rights."""
	return frappe.get_list(doctype, *args, **kwargs)


def build_match_conditions(doctype: str, user: str | None = None) -> str:
	"""SQL that holds for the documents that the user may read, empty where it is all of them."""
	return DatabaseQuery(doctype, user=user).build_match_conditions()


__getattr__ = refuse_others(__name__)
