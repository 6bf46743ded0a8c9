"""Lists of the desk, and what reports ask of them. Exports are left to a real site."""

import frappe
from frappe.model.list_rights import get_match_conditions
from frappe.offered import refuse_others


def execute(doctype, *args, **kwargs):
	"""Run a list query, within the user's rights."""
	return frappe.get_list(doctype, *args, **kwargs)


def build_match_conditions(doctype, user=None, as_condition=True):
	"""The condition of the user's lists, for queries of reports."""
	return get_match_conditions(doctype, user or frappe.session.user).replace("%", "%%")


__getattr__ = refuse_others(__name__)
