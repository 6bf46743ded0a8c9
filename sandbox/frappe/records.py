"""Records that a new site begins with: read from the `records.json` of Frappe's and ERPNext's stand-ins."""

import json
from pathlib import Path

import frappe


def read(app: str) -> frappe._dict:
	"""`tables` (DocType, fields and rows) and what else the file holds."""
	path = Path(frappe.get_app_path(app)) / "records.json"
	return frappe._dict(json.loads(path.read_text("utf-8")))


def insert_table(doctype: str, fields: list[str], rows: list[list]) -> None:
	"""Insert a row for each record that is not there."""
	for row in rows:
		insert(doctype, **dict(zip(fields, row, strict=True)))


def insert(doctype: str, name: str | None = None, **values) -> str:
	"""Insert a record unless one of that name is there; returns its name."""
	if name and frappe.db.exists(doctype, name):
		return name
	doc = frappe.get_doc({"doctype": doctype, "name": name, **values})
	doc.flags.ignore_permissions = doc.flags.ignore_mandatory = True
	return doc.insert(set_name=name).name


def save_settings(settings: dict[str, dict]) -> None:
	"""Save values of single DocTypes."""
	for doctype, values in settings.items():
		doc = frappe.get_single(doctype)
		doc.update(values)
		doc.flags.ignore_permissions = doc.flags.ignore_mandatory = True
		doc.save()
