"""Content as it was approved or sent: kept with its record, verified, shown and compared from there.

Records can be renamed afterwards. Links follow; the frozen content keeps the names that the client read.
"""

import json

import frappe
from frappe.model.document import Document
from frappe.utils import cint, flt

from salesflow_app.documents import shared_names
from salesflow_app.evidence.canonical import canonical_bytes, text_hash
from salesflow_app.evidence.content import LATER, get_client_content
from salesflow_app.evidence.verifying import RecordError, read_payload

LINKS = ("Link", "Dynamic Link")
NUMBERS = ("Currency", "Float", "Percent")


def freeze(doc: Document) -> None:
	"""Hash the content; the record of the step that is being taken keeps the content itself."""
	text = canonical_bytes(get_client_content(doc)).decode()
	doc.flags.frozen_content = text
	doc.content_hash = text_hash(text)


def read(doc: Document, content_hash: str | None = None) -> dict:
	"""The content of this hash, by default the document's own. Raises RecordError where it is not what was recorded."""
	content_hash = content_hash or doc.content_hash
	filters = {
		"reference_doctype": doc.doctype,
		"reference_name": doc.name,
		"content_hash": content_hash or "",
		"content": ("is", "set"),
	}
	fields = ["content", "payload", "previous_hash", "entry_hash"]
	rows = frappe.get_all("Salesflow Evidence Entry", filters, fields, order_by="sequence desc", limit=1)
	if not content_hash or not rows:
		raise RecordError("no record of the content")
	if read_payload(rows[0])["content_hash"] != content_hash or text_hash(rows[0].content) != content_hash:
		raise RecordError("the content differs from its record")
	return json.loads(rows[0].content)


def get_original(doc: Document, content_hash: str | None = None) -> Document:
	"""A copy of the document with the content of this hash, for reading only. Raises RecordError."""
	content = read(doc, content_hash)
	original = frappe.get_doc(doc.as_dict())
	_forget_later(original, content)
	for df in original.meta.fields:
		if df.fieldname not in content:
			continue
		if df.fieldtype == "Table":
			_set_rows(original, df.fieldname, content[df.fieldname])
		else:
			original.set(df.fieldname, _get_value(df, content[df.fieldname]))
	return shared_names.share(original)


def _forget_later(doc: Document, content: dict) -> None:
	"""What came later and is not in the content said nothing then."""
	for field in LATER.get(doc.doctype, ()):
		if field not in content:
			doc.set(field, None)


def _set_rows(original: Document, table: str, rows: list[dict]) -> None:
	original.set(table, original.get(table)[: len(rows)])
	while len(original.get(table)) < len(rows):
		original.append(table, {})
	for row, values in zip(original.get(table), rows, strict=True):
		_forget_later(row, values)
		row.update({field: _get_value(row.meta.get_field(field), text) for field, text in values.items()})


def _get_value(df, text: str) -> str | int | float | None:
	if df.fieldtype in NUMBERS:
		return flt(text)
	return cint(text) if df.fieldtype in ("Int", "Check") else text or None


# Changes since then


def find_changes(doc: Document) -> list[str]:
	"""Labels of the fields that are no longer what was approved or sent. A renamed record is no change.

	Raises RecordError.
	"""
	frozen, live = read(doc), get_client_content(doc)
	known = _get_comparable(doc.meta, frozen, live)
	return [df.label for df in doc.meta.fields if df.fieldname in known and _differs(df, frozen, live)]


def _get_comparable(meta, frozen: dict, live: dict) -> set[str]:
	"""What was frozen, and what came later and says something now."""
	return {*frozen, *(field for field in LATER.get(meta.name, ()) if field in live)}


def _differs(df, frozen: dict, live: dict) -> bool:
	if df.fieldtype != "Table":
		return _has_changed(df, frozen, live)
	return _have_rows_changed(frappe.get_meta(df.options), frozen[df.fieldname], live.get(df.fieldname) or [])


def is_as_frozen(doc: Document) -> bool:
	"""Is the content still what was approved or sent, and can that be shown?"""
	try:
		return not find_changes(doc)
	except RecordError:
		return False


def _have_rows_changed(meta, frozen: list[dict], live: list[dict]) -> bool:
	return len(frozen) != len(live) or any(
		_has_changed(meta.get_field(field), before, now)
		for before, now in zip(frozen, live, strict=True)
		for field in _get_comparable(meta, before, now)
	)


def _has_changed(df, frozen: dict, live: dict) -> bool:
	before, now = frozen.get(df.fieldname), live.get(df.fieldname)
	if before == now:
		return False
	return not (before and now and df.fieldtype in LINKS and _is_renamed(df, frozen, before, now))


def _is_renamed(df, frozen: dict, before: str, now: str) -> bool:
	"""The record of the old name is gone, and the link leads somewhere: Frappe renamed one into the other."""
	doctype = df.options if df.fieldtype == "Link" else frozen.get(df.options)
	return bool(doctype) and not frappe.db.exists(doctype, before) and bool(frappe.db.exists(doctype, now))


def keep_fetched_names(doc: Document) -> None:
	"""Frappe fetches names anew at each save. Those of a frozen document stay as they were."""
	before = doc.get_doc_before_save()
	known = {row.name: row for row in before.get_all_children()}
	for row in (doc, *doc.get_all_children()):
		old = before if row is doc else known.get(row.name)
		for df in row.meta.fields if old else ():
			if df.fetch_from and df.read_only:
				row.set(df.fieldname, old.get(df.fieldname))
