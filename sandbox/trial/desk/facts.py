"""What the product tells its own scripts at login; the plain desk asks for the same."""

import frappe


def get_facts(doctype: str) -> dict:
	"""Reasons, next steps, frozen states and buttons of a DocType."""
	from salesflow_app.desk.boot import add_to_boot

	boot = frappe._dict()
	add_to_boot(boot)
	return (boot.get("salesflow") or {}).get(doctype, {})


def get_told(doc, key: str):
	"""What the document's `onload` told the form, or None."""
	return (doc.get("__onload") or {}).get(key)
