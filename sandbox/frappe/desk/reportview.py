"""Lists of the desk. Reports and their export are left to a real site."""

import frappe
from frappe.offered import refuse_others


def execute(doctype, *args, **kwargs):
	"""Run a list query, within the user's rights."""
	return frappe.get_list(doctype, *args, **kwargs)


__getattr__ = refuse_others(__name__)
