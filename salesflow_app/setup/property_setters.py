"""What the app changes on ERPNext's own fields. A property that the site itself has set stays as it is."""

from __future__ import annotations

import json

import frappe

from salesflow_app.setup.custom_fields import MODULE

SEARCHABLE = (("Opportunity", "industry"), ("Opportunity", "no_of_employees"))
"""Deals in negotiation are searched by industry and company size."""
COMPANY_SIZE = (("Opportunity", "no_of_employees"), ("Lead", "no_of_employees"))
"""Without an empty first choice, Frappe fills in the smallest size, which nobody chose."""

MEMORY = "salesflow_property_setters"
"""What was made once; what an administrator undid stays undone."""


def sync() -> None:
	"""Make what was never made."""
	for doctype, fieldname in SEARCHABLE:
		_set(doctype, fieldname, "in_standard_filter", "Check", "1")
	for doctype, fieldname in COMPANY_SIZE:
		options = frappe.db.get_value("DocField", {"parent": doctype, "fieldname": fieldname}, "options")
		if options and not options.startswith("\n"):
			_set(doctype, fieldname, "options", "Text", "\n" + options)


def remove() -> None:
	"""Delete ours, and nothing else."""
	for row in frappe.get_all(
		"Property Setter", {"module": MODULE}, ["name", "doc_type"], order_by="name asc"
	):
		frappe.delete_doc("Property Setter", row.name, force=True)
		frappe.clear_cache(doctype=row.doc_type)
	frappe.db.delete("DefaultValue", {"defkey": MEMORY})


def _set(doctype: str, fieldname: str, prop: str, property_type: str, value: str) -> None:
	key = {"doc_type": doctype, "field_name": fieldname, "property": prop}
	name = f"{doctype}-{fieldname}-{prop}"
	made = json.loads(frappe.db.get_default(MEMORY) or "[]")
	if name in made or frappe.db.exists("Property Setter", key):
		return
	frappe.get_doc(
		{
			"doctype": "Property Setter",
			"doctype_or_field": "DocField",
			"property_type": property_type,
			"value": value,
			"module": MODULE,
			**key,
		}
	).insert(ignore_permissions=True)  # the installer acts for the site
	frappe.db.set_default(MEMORY, json.dumps([*made, name]))
	frappe.clear_cache(doctype=doctype)
