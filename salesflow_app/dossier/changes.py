"""What a change was: label, before and after of each field that the reader may read. Read for what is shown alone."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils import cstr

from salesflow_app.dossier import readers
from salesflow_app.dossier.entries import VERSION, Entry
from salesflow_app.dossier.sources import read_json
from salesflow_app.text.formats import one_line

LONGEST = 60
BATCH = 200
NUMBERS = ("Currency", "Float", "Percent")


def fill(entries: list[Entry]) -> None:
	"""Say what changed, with one statement for each batch of entries."""
	changed = [entry for entry in entries if entry.kind == VERSION]
	for start in range(0, len(changed), BATCH):
		batch = changed[start : start + BATCH]
		names = {"name": ("in", [entry.record[1] for entry in batch])}
		rows = frappe.get_all("Version", names, ["name", "data"], order_by="name asc")
		data = {row.name: read_json(row.data) for row in rows}
		for entry in batch:
			entry.words = "; ".join(_describe(entry.doctype, data.get(entry.record[1], {})))


def _describe(doctype: str, data: dict) -> Iterator[str]:
	for fieldname, before, after in data.get("changed") or []:
		yield from _describe_field(doctype, fieldname, before, after)
	for table, _index, _row, fields in data.get("row_changed") or []:
		child = _get_table(doctype, table)
		for fieldname, before, after in fields if child else []:
			yield from _describe_field(child, fieldname, before, after, doctype)
	for word, key in ((_("row added"), "added"), (_("row removed"), "removed")):
		for table in dict.fromkeys(row[0] for row in data.get(key) or []):
			if _get_table(doctype, table):
				yield f"{_(frappe.get_meta(doctype).get_label(table))}: {word}"


def _describe_field(
	doctype: str, fieldname: str, before: object, after: object, parent: str = ""
) -> Iterator[str]:
	"""A field that the reader may not read is not named; those who see no prices read that one changed, not which."""
	field = frappe.get_meta(doctype).get_field(fieldname)
	if not field or (field.permlevel and field.permlevel not in _get_levels(parent or doctype)):
		return
	label = _(field.label or fieldname)
	if field.fieldtype in NUMBERS and not readers.sees_prices():
		yield label
	else:
		yield f"{label}: {_cut(before)} → {_cut(after)}"


def _get_table(doctype: str, fieldname: str) -> str | None:
	"""The DocType of the rows, where the reader may read the table."""
	field = frappe.get_meta(doctype).get_field(fieldname)
	readable = field and (not field.permlevel or field.permlevel in _get_levels(doctype))
	return field.options if readable else None


def _get_levels(doctype: str) -> list[int]:
	return frappe.get_meta(doctype).get_permlevel_access("read")


def _cut(value: object) -> str:
	text = one_line(cstr(value)) or "–"
	return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
