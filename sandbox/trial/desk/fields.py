"""Fields of a form: how they are shown, and what a browser sends back for them."""

import json

import frappe
from frappe.utils import cint
from frappe.utils.file_manager import save_file

LAYOUT = {"Section Break": "section", "Tab Break": "tab"}
SKIPPED = {"Column Break", "HTML", "Button", "Fold", "Heading", "Image", "Geolocation", "Signature"}
AREAS = {"Small Text", "Text", "Long Text", "Text Editor", "Code", "HTML Editor", "Markdown Editor", "JSON"}
TABLES = {"Table", "Table MultiSelect"}
KINDS = {"Date": "date", "Datetime": "datetime-local", "Time": "time", "Check": "checkbox", "Attach": "file"}
MOST_CHOICES = 200


def get_fields(doc, meta=None, is_row: bool = False) -> list[dict]:
	"""What the form shows of the document, in its order; sections without a field are left out."""
	meta = meta or doc.meta
	may_write = is_row or doc.is_new() or doc.has_permission("write")
	fields = [_as_field(doc, df, may_write) for df in meta.fields if _is_shown(df)]
	shown = [field for field in fields if not _is_blank(field)]
	return [field for number, field in enumerate(shown) if not _is_empty_heading(shown, number)]


def _is_shown(df) -> bool:
	return not df.hidden and df.fieldtype not in SKIPPED


def _is_blank(field: dict) -> bool:
	"""Nothing in it, and nothing to type."""
	if field["kind"] in LAYOUT.values() or field["is_open"]:
		return False
	return not field["rows"] if field["kind"] == "table" else not field["shown"]


def _is_empty_heading(fields: list[dict], number: int) -> bool:
	if fields[number]["kind"] not in ("section", "tab"):
		return False
	rest = fields[number + 1 :]
	return not rest or rest[0]["kind"] in ("section", "tab") or not fields[number]["label"]


def _as_field(doc, df, may_write: bool) -> dict:
	if df.fieldtype in LAYOUT:
		return {"kind": LAYOUT[df.fieldtype], "label": df.label, "name": df.fieldname}
	field = {
		"kind": _get_kind(df),
		"name": df.fieldname,
		"label": df.label,
		"reqd": cint(df.reqd),
		"description": df.description,
		"value": _as_text(doc.get(df.fieldname), df),
		"shown": _get_shown(doc, df),
		"is_open": may_write and _may_type(doc, df),
		"options": _get_options(doc, df),
		"link": _get_link(doc, df),
	}
	if df.fieldtype in TABLES:
		field.update(_get_table(doc, df))
	return field


def _get_kind(df) -> str:
	if df.fieldtype in TABLES:
		return "table"
	if df.fieldtype in AREAS:
		return "area"
	if df.fieldtype == "Select":
		return "select"
	if df.fieldtype in ("Link", "Dynamic Link"):
		return "link"
	if df.fieldtype == "Attach Image":
		return "file"
	return KINDS.get(df.fieldtype, "text")


def _may_type(doc, df) -> bool:
	if df.read_only or (df.permlevel and df.permlevel not in doc.get_permlevel_access("write")):
		return False
	if doc.docstatus == 1:
		return bool(df.allow_on_submit)
	return doc.docstatus == 0 and not (df.set_only_once and not doc.is_new())


def _as_text(value, df) -> str:
	if value is None:
		return ""
	if df.fieldtype == "Datetime":
		return str(value)[:19].replace(" ", "T")
	return str(value)


def _get_shown(doc, df) -> str:
	if df.fieldtype in TABLES or doc.get(df.fieldname) in (None, ""):
		return ""
	if df.fieldtype == "Check":
		return "Yes" if cint(doc.get(df.fieldname)) else "No"
	return (
		doc.get_formatted(df.fieldname)
		if df.fieldtype in ("Currency", "Float", "Percent", "Date")
		else str(doc.get(df.fieldname))
	)


def _get_options(doc, df) -> list[str]:
	if df.fieldtype == "Select":
		return (df.options or "").split("\n")
	target = _get_target(doc, df)
	if not target or target == "DocType" or not frappe.has_permission(target, "read"):
		return []
	return frappe.get_list(target, pluck="name", order_by="name asc", limit=MOST_CHOICES)


def _get_target(doc, df) -> str | None:
	if df.fieldtype == "Link":
		return df.options
	return doc.get(df.options) if df.fieldtype == "Dynamic Link" else None


def _get_link(doc, df) -> str:
	target = _get_target(doc, df)
	value = doc.get(df.fieldname)
	return f"/trial/desk/{target}/doc/{value}" if target and value else ""


def _get_table(doc, df) -> dict:
	meta = frappe.get_meta(df.options)
	blank = frappe.new_doc(df.options)
	return {
		"columns": [child.label for child in meta.fields if _is_column(child)],
		"rows": [
			{"name": row.name, "cells": _get_cells(row, meta, doc)} for row in doc.get(df.fieldname) or []
		],
		"blank": _get_cells(blank, meta, doc),
	}


def _get_cells(row, meta, parent) -> list[dict]:
	row.docstatus = parent.docstatus
	return [_as_field(row, df, True) for df in meta.fields if _is_column(df)]


def _is_column(df) -> bool:
	return _is_shown(df) and df.fieldtype not in LAYOUT and bool(df.in_list_view or df.reqd)


# What the browser sends back


def apply(doc, request) -> None:
	"""Put what was typed into the document. Files are attached first, where the document is saved already."""
	for df in doc.meta.fields:
		if df.fieldtype in TABLES:
			_apply_table(doc, df, request)
		elif f"f:{df.fieldname}" in request.form or f"has:{df.fieldname}" in request.form:
			doc.set(df.fieldname, _read(request.form.get(f"f:{df.fieldname}"), df))
		elif file := request.files.get(f"f:{df.fieldname}"):
			doc.set(df.fieldname, _attach(doc, file) or doc.get(df.fieldname))


def _read(value: str | None, df):
	if df.fieldtype == "Check":
		return 1 if value else 0
	if value in (None, ""):
		return None
	return value.replace("T", " ") if df.fieldtype == "Datetime" else value


def _attach(doc, file) -> str | None:
	if not file.filename:
		return None
	target = (doc.doctype, doc.name) if not doc.is_new() else (None, None)
	return save_file(file.filename, file.read(), *target, is_private=1).file_url


def _apply_table(doc, df, request) -> None:
	if f"table:{df.fieldname}" not in request.form:
		return
	meta, known = frappe.get_meta(df.options), {row.name: row for row in doc.get(df.fieldname) or []}
	rows = []
	for key in json.loads(request.form[f"table:{df.fieldname}"]):
		row = known.get(key)
		values = _read_row(doc, request, f"t:{df.fieldname}:{key}:", meta)
		rows.append({**row.as_dict(), **values} if row else values)
	doc.set(df.fieldname, rows)


def _read_row(doc, request, prefix: str, meta) -> dict:
	values = {}
	for df in meta.fields:
		if f"{prefix}{df.fieldname}" in request.form or f"{prefix}has:{df.fieldname}" in request.form:
			values[df.fieldname] = _read(request.form.get(f"{prefix}{df.fieldname}"), df)
		elif (file := request.files.get(f"{prefix}{df.fieldname}")) and file.filename:
			values[df.fieldname] = _attach(doc, file)
	return values
