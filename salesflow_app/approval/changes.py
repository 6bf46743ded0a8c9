"""What has changed since a document was last approved or sent, in words for the next approver. Costs are not part of it."""

import json
from collections.abc import Iterator
from difflib import SequenceMatcher

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate

from salesflow_app.approval import rounds
from salesflow_app.approval.content import get_approved_content
from salesflow_app.evidence import frozen
from salesflow_app.evidence.verifying import RecordError
from salesflow_app.text.formats import date, money, number, one_line
from salesflow_app.text.word_diff import compare

LEFT_OUT = ("doctype", "name", "version", "signed_taxes", "conversion_rate", "net_rate")
"""Not what an approver reads, or said by something else."""
NAMES = ("item_name", "milestone_name", "deliverable_name", "heading", "due_date")
"""What a row is called."""
NUMBERS = ("Float", "Percent", "Int")


def find_changes(doc: Document) -> dict:
	"""What the document is compared with, and the changes: label, before, after, or `html` for texts.

	`since` is empty where there is no earlier version.
	"""
	since, before = _get_earlier(doc)
	if not before:
		return {"since": "", "rows": []}
	after = get_approved_content(doc)
	fields = [df for df in doc.meta.fields if df.fieldname in after and df.fieldname not in LEFT_OUT]
	rows = [row for df in fields for row in _compare(df, before, after, doc.get("currency"))]
	return {"since": since, "rows": rows}


def _get_earlier(doc: Document) -> tuple[str, dict | None]:
	"""The content last approved, else last sent, else that of the document it amends."""
	approved = [
		entry for entry in rounds.get_entries(doc) if entry.is_last and entry.decision == rounds.APPROVED
	]
	if approved:
		content = frappe.db.get_value(rounds.DOCTYPE, approved[-1].name, "content")
		return _("approved on {0}").format(date(approved[-1].creation)), json.loads(content)
	if doc.get("content_hash"):
		try:
			return _("sent on {0}").format(date(doc.get("sent_on"))), frozen.read(doc)
		except RecordError:
			pass
	if doc.get("amended_from") and frappe.db.exists(doc.doctype, doc.amended_from):
		return doc.amended_from, get_approved_content(frappe.get_doc(doc.doctype, doc.amended_from))
	return "", None


def _compare(df, before: dict, after: dict, currency: str | None) -> Iterator[dict]:
	old, new = before.get(df.fieldname), after.get(df.fieldname)
	if df.fieldtype == "Table":
		yield from _compare_rows(df, old or [], new or [], currency)
	elif (old or "") != (new or ""):
		yield from _describe(df, _(df.label), old, new, currency)


def _describe(df, label: str, old: str | None, new: str | None, currency: str | None) -> Iterator[dict]:
	if df.fieldtype == "Text Editor":
		if html := compare(old, new):
			yield {"label": label, "html": html}
		return
	shown = _show(df, old, currency), _show(df, new, currency)
	if shown[0] != shown[1]:
		yield {"label": label, "before": shown[0], "after": shown[1]}


def _show(df, text: str | None, currency: str | None) -> str:
	if not text:
		return "–"
	if df.fieldtype == "Currency":
		return money(flt(text), currency)
	if df.fieldtype in NUMBERS:
		return number(flt(text))
	if df.fieldtype == "Check":
		return _("Yes") if cint(text) else _("No")
	if df.fieldtype == "Date":
		return date(getdate(text))
	return one_line(text)


def _compare_rows(df, old: list[dict], new: list[dict], currency: str | None) -> Iterator[dict]:
	"""Rows are found by what they are called, so that one more on top changes only that."""
	meta = frappe.get_meta(df.options)
	names = [[_get_name(row) for row in rows] for rows in (old, new)]
	for kind, start, end, new_start, new_end in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
		pairs = list(zip(range(start, end), range(new_start, new_end), strict=False))
		if kind in ("equal", "replace"):
			for number_before, number_after in pairs:
				label = _("{0}, row {1} ({2})").format(_(df.label), number_after + 1, names[1][number_after])
				yield from _compare_row(meta, label, old[number_before], new[number_after], currency)
		for number_before in range(start + len(pairs), end):
			yield _get_whole(meta, df, old[number_before], currency, "before")
		for number_after in range(new_start + len(pairs), new_end):
			yield _get_whole(meta, df, new[number_after], currency, "after")


def _compare_row(meta, label: str, old: dict, new: dict, currency: str | None) -> Iterator[dict]:
	for field in new:
		df = meta.get_field(field)
		if df and field not in LEFT_OUT and (old.get(field) or "") != (new.get(field) or ""):
			yield from _describe(df, f"{label}, {_(df.label)}", old.get(field), new.get(field), currency)


def _get_whole(meta, table, row: dict, currency: str | None, side: str) -> dict:
	"""A row that was added or removed, in one line."""
	known = [field for field in row if row[field] and field not in LEFT_OUT]
	fields = [df for df in map(meta.get_field, known) if df]
	parts = [
		f"{_(df.label)} {_show(df, row[df.fieldname], currency)}" for df in fields if df.fieldtype != "Check"
	]
	label = _("{0}: row added") if side == "after" else _("{0}: row removed")
	return {"label": label.format(_(table.label)), "before": "", "after": "", side: ", ".join(parts)}


def _get_name(row: dict) -> str:
	return next((one_line(row[name]) for name in NAMES if row.get(name)), "")
