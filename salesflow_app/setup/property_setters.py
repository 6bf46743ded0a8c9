"""Properties that a site may set otherwise: of ERPNext's own fields, and the print formats of our documents.

A property that the site itself has set stays as it is.
"""

from __future__ import annotations

import json

import frappe

from salesflow_app.setup.custom_fields import MODULE

SEARCHABLE = tuple(
	(doctype, field) for doctype in ("Opportunity", "Lead") for field in ("industry", "no_of_employees")
)
"""Deals and leads are searched by industry and company size, and the list of deals shows both."""
COMPANY_SIZE = (("Opportunity", "no_of_employees"), ("Lead", "no_of_employees"))
"""Without an empty first choice, Frappe fills in the smallest size, which nobody chose."""

PRINT_FORMATS = ("SOW", "Work Proposal", "Process Review")
"""Our documents with a format of the same name. In the DocType itself Frappe takes no default for it."""

MEMORY = "salesflow_property_setters"
"""What was made once; what an administrator undid stays undone."""


def sync() -> None:
	"""Make what was never made."""
	for doctype, fieldname in SEARCHABLE:
		_set(doctype, fieldname, "in_standard_filter", "Check", "1")
		if doctype == "Opportunity":
			_set(doctype, fieldname, "in_list_view", "Check", "1")
	for doctype, fieldname in COMPANY_SIZE:
		options = frappe.db.get_value("DocField", {"parent": doctype, "fieldname": fieldname}, "options")
		if options and not options.startswith("\n"):
			_set(doctype, fieldname, "options", "Text", "\n" + options)
	for doctype in PRINT_FORMATS:
		_set(doctype, None, "default_print_format", "Data", doctype)


def remove() -> None:
	"""Delete ours, and nothing else."""
	for row in frappe.get_all(
		"Property Setter", {"module": MODULE}, ["name", "doc_type"], order_by="name asc"
	):
		frappe.delete_doc("Property Setter", row.name, force=True)
		frappe.clear_cache(doctype=row.doc_type)
	frappe.db.delete("DefaultValue", {"defkey": MEMORY})


def _set(doctype: str, fieldname: str | None, prop: str, property_type: str, value: str) -> None:
	"""Set a property of a field, or of the DocType where no field is named, unless it was ever set."""
	key = {"doc_type": doctype, "field_name": fieldname, "property": prop}
	name = f"{doctype}-{fieldname or 'main'}-{prop}"
	made = json.loads(frappe.db.get_default(MEMORY) or "[]")
	if name in made or frappe.db.exists("Property Setter", {k: v for k, v in key.items() if v}):
		return
	frappe.get_doc(
		{
			"doctype": "Property Setter",
			"doctype_or_field": "DocField" if fieldname else "DocType",
			"property_type": property_type,
			"value": value,
			"module": MODULE,
			**key,
		}
	).insert(ignore_permissions=True)  # the installer acts for the site
	frappe.db.set_default(MEMORY, json.dumps([*made, name]))
	frappe.clear_cache(doctype=doctype)
