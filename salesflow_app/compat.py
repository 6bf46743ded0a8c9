"""Every difference between Frappe / ERPNext v15 and v16. No other file knows the version."""

import frappe


def get_major_version() -> int:
	"""Major version of the installed Frappe."""
	return int(frappe.__version__.split(".", 1)[0])
