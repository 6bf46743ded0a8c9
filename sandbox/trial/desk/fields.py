"""Fields of a form as they are shown. What a browser sends back for them is read in `typed.py`."""

import frappe
from frappe.model import display_fieldtypes
from frappe.utils import cint, flt

from trial.desk.choices import PARTIES, get_kind, get_rows
from trial.desk.facts import get_facts, get_told
from trial.desk.layout import ONLY_FILLED, get_columns, get_row_fields, get_sections, is_closed

SKIPPED = {*display_fieldtypes, "Geolocation", "Signature"}
AREAS = {"Small Text", "Text", "Long Text", "Code", "Markdown Editor", "JSON"}
RICH = {"Text Editor", "HTML Editor"}
TABLES = {"Table", "Table MultiSelect"}
KINDS = {"Date": "date", "Datetime": "datetime-local", "Time": "time", "Check": "checkbox", "Attach": "file"}
NUMBERS = {"Currency", "Float", "Percent", "Int"}
FORMATTED = {"Currency", "Float", "Percent", "Date"}
OPEN_WHILE_FROZEN = ("customer_po_no", "files")


def get_form(doc) -> list[dict]:
	"""The sections of the form with what they show; a section without a field is left out."""
	opened = _get_opened(doc)
	sections = []
	for label, fields in get_sections(doc.meta):
		shown = [_as_field(doc, df, df.fieldname in opened) for df in fields if _is_shown(df, doc)]
		shown = [field for field in shown if not _is_blank(field)]
		if shown:
			has_gap = any(field["reqd"] and field["is_open"] and not field["value"] for field in shown)
			sections.append(
				{"label": label, "is_closed": is_closed(label), "has_gap": has_gap, "fields": shown}
			)
	return sections


def get_choices(doc, sections: list[dict]) -> dict[str, list[dict]]:
	"""DocType -> what its link fields offer, for all fields and rows of the form together."""
	fields = [field for section in sections for field in section["fields"]]
	cells = [
		cell for field in fields if field["kind"] == "table" for cell in field["blank"] + field["blank_more"]
	]
	targets = {field["target"] for field in fields + cells if field["is_open"] and field["target"]}
	if "DocType" in targets:
		targets.update(PARTIES)
	return {target: get_rows(target, doc) for target in sorted(targets)}


def _get_opened(doc) -> set[str]:
	"""Fields that may be edited: all, none, or the few that stay open while the content is frozen."""
	if not doc.is_new() and not doc.has_permission("write"):
		return set()
	frozen = get_facts(doc.doctype).get("frozen") or ()
	if not doc.is_new() and doc.get("workflow_state") in frozen:
		return set(OPEN_WHILE_FROZEN)
	opened = {df.fieldname for df in doc.meta.fields}
	if doc.doctype == "Opportunity" and not doc.is_new() and not get_told(doc, "salesflow_may_advise"):
		opened.discard("salesflow_advice")
	return opened


def _is_shown(df, doc) -> bool:
	if df.hidden or df.fieldtype in SKIPPED or (df.fieldname in ONLY_FILLED and not doc.get(df.fieldname)):
		return False
	if df.permlevel and df.permlevel not in doc.get_permlevel_access("read"):
		return False
	if df.fieldtype == "Link" and not frappe.db.exists("DocType", df.options, cache=True):
		return False  # an app that is not here
	gate = doc.meta.get_field(df.depends_on or "")
	if gate and gate.read_only and not doc.get(gate.fieldname):
		return False  # the page does not show the gate, and so cannot ask it
	is_base = df.fieldname.startswith("base_") or df.fieldname in ("conversion_rate", "plc_conversion_rate")
	return not (is_base and flt(doc.get("conversion_rate") or 1) == 1)


def _is_blank(field: dict) -> bool:
	"""Is it empty, with nothing to type?"""
	if field["is_open"]:
		return False
	if field["kind"] == "table":
		return not field["rows"]
	return field["shown"] in ("", "No") or (field["is_number"] and not flt(field["value"]))


def _as_field(doc, df, may_write: bool) -> dict:
	field = {
		"kind": _get_kind(df),
		"name": df.fieldname,
		"label": df.label,
		"reqd": cint(df.reqd),
		"description": df.description,
		"depends_on": df.depends_on or "",
		"value": _as_text(doc.get(df.fieldname), df),
		"shown": _get_shown(doc, df),
		"is_number": df.fieldtype in NUMBERS,
		"is_open": may_write and _may_type(doc, df),
		"options": (df.options or "").split("\n") if df.fieldtype == "Select" else [],
		"target": get_kind(doc.doctype, df, _get_target(doc, df)),
		"type_field": df.options if df.fieldtype == "Dynamic Link" else "",
		"link": _get_link(doc, df),
	}
	if df.fieldtype in TABLES:
		field.update(_get_table(doc, df, field["is_open"]))
	return field


def _get_kind(df) -> str:
	if df.fieldtype in TABLES:
		return "table"
	if df.fieldtype in AREAS:
		return "area"
	if df.fieldtype in RICH:
		return "rich"
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
	if df.fieldtype in ("Currency", "Float", "Percent"):
		return f"{flt(value):.9f}".rstrip("0").rstrip(".")
	return str(value)


def _get_shown(doc, df) -> str:
	if df.fieldtype in TABLES or doc.get(df.fieldname) in (None, ""):
		return ""
	if df.fieldtype == "Check":
		return "Yes" if cint(doc.get(df.fieldname)) else "No"
	if df.fieldtype == "Datetime":
		return str(doc.get(df.fieldname))[:16]
	return doc.get_formatted(df.fieldname) if df.fieldtype in FORMATTED else str(doc.get(df.fieldname))


def _get_target(doc, df) -> str | None:
	if df.fieldtype == "Link":
		return df.options
	return doc.get(df.options) if df.fieldtype == "Dynamic Link" else None


def _get_link(doc, df) -> str:
	target = _get_target(doc, df)
	value = doc.get(df.fieldname)
	return f"/trial/desk/{target}/doc/{value}" if target and value and target != "DocType" else ""


def _get_table(doc, df, is_open: bool) -> dict:
	meta = frappe.get_meta(df.options)
	blank = frappe.new_doc(df.options)
	blank.parenttype = doc.doctype
	columns = [child for child in get_columns(meta) if _is_shown(child, blank)]
	more = [child for child in get_row_fields(meta) if _is_shown(child, blank)]
	return {
		"columns": [{"label": child.label, "is_number": child.fieldtype in NUMBERS} for child in columns],
		"rows": [
			{
				"key": get_key(row, number),
				"cells": _get_cells(row, columns, doc, is_open),
				"more": [cell for cell in _get_cells(row, more, doc, is_open) if not _is_blank(cell)],
			}
			for number, row in enumerate(doc.get(df.fieldname) or [], 1)
		],
		"blank": _get_cells(blank, columns, doc, is_open),
		"blank_more": _get_cells(blank, more, doc, is_open),
	}


def get_key(row, number: int) -> str:
	"""How the form names a row; mapped rows that are not saved yet go by their position."""
	return row.name or f"new{number}"


def _get_cells(row, fields: list, parent, is_open: bool) -> list[dict]:
	row.docstatus = parent.docstatus
	return [_as_field(row, df, is_open) for df in fields]
