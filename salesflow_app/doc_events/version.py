"""Version: the history that every reader of a document sees must not reveal what only a few may read."""

import json

import frappe
from frappe.model.document import Document

OURS = ("Work Proposal",)
"""DocTypes of ours with fields above permission level 0."""


def before_insert(doc: Document, method: str | None = None) -> None:
	if doc.ref_doctype in OURS and doc.data:
		data = strip_internal(frappe.get_meta(doc.ref_doctype), json.loads(doc.data))
		doc.data = frappe.as_json(data, indent=None, separators=(",", ":"))


def strip_internal(meta, data: dict) -> dict:
	"""The changes without fields above permission level 0."""
	tables = {df.fieldname: get_internal(frappe.get_meta(df.options)) for df in meta.get_table_fields()}
	internal = get_internal(meta)
	data["changed"] = [change for change in data.get("changed") or [] if change[0] not in internal]
	for key in ("added", "removed"):
		data[key] = [
			[table, {k: v for k, v in row.items() if k not in tables.get(table, ())}]
			for table, row in data.get(key) or []
		]
	rows = [
		[table, index, name, [change for change in changes if change[0] not in tables.get(table, ())]]
		for table, index, name, changes in data.get("row_changed") or []
	]
	data["row_changed"] = [row for row in rows if row[3]]
	return data


def get_internal(meta) -> set[str]:
	return {df.fieldname for df in meta.fields if df.permlevel}
