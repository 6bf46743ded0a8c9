"""Below a form: what happened to the document. Above it: the other documents of its deal."""

import json

import frappe

from trial.desk.chain import CHAIN, get_state
from trial.desk.facts import get_told

MOST_ENTRIES = 60
MOST_CHANGES = 6
MOST_NEIGHBOURS = 10
ORDER = [doctype for room in ("Deal", "Order", "Money") for doctype in CHAIN[room]]
SILENT = ("Label", "Assignment Completed", "Like")


def get_timeline(doc) -> list[dict]:
	"""Comments, mails and changes, newest first."""
	reference = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	options = {"order_by": "creation desc", "limit": MOST_ENTRIES}
	entries = [
		_as_entry(row, row.owner, row.comment_type, row.content)
		for row in frappe.get_all(
			"Comment",
			{**reference, "comment_type": ("not in", SILENT)},
			["creation", "owner", "comment_type", "content"],
			**options,
		)
	]
	entries += [
		_as_entry(row, row.sender, f"Mail to {row.recipients}", row.subject)
		for row in frappe.get_all(
			"Communication", reference, ["creation", "sender", "recipients", "subject"], **options
		)
	]
	changes = {"ref_doctype": doc.doctype, "docname": doc.name}
	entries += [
		_as_entry(row, row.owner, "Changed", _describe(doc.meta, row.data))
		for row in frappe.get_all("Version", changes, ["creation", "owner", "data"], **options)
	]
	entries = [entry for entry in entries if entry["html"]]
	return sorted(entries, key=lambda entry: entry["when"], reverse=True)[:MOST_ENTRIES]


def _as_entry(row: dict, who: str, what: str, html: str) -> dict:
	name = frappe.utils.get_fullname(who) if who else ""
	return {"when": row.creation, "who": name, "what": what, "html": html}


def _describe(meta, data: str) -> str:
	"""The changed fields by label, without amounts in the company's currency, which would repeat them."""
	changed = (json.loads(data or "{}") or {}).get("changed") or []
	lines = [
		f"{meta.get_label(field)}: {old or '–'} → {new or '–'}"
		for field, old, new in changed
		if old != new and not field.startswith("base_") and not field.endswith("in_words")
	]
	rest = len(lines) - MOST_CHANGES
	return "; ".join(lines[:MOST_CHANGES]) + (f"; and {rest} more" if rest > 0 else "")


def get_chain(doc) -> list[dict]:
	"""The documents of the deal next to this one, before and after it, as the user may read them."""
	found = dict.fromkeys([*_get_named(doc), *_get_naming(doc)])
	found.pop((doc.doctype, doc.name), None)
	rows = sorted(found, key=lambda key: (ORDER.index(key[0]), key[1]))
	if analysis := get_told(doc, "salesflow_lost_analysis"):
		rows.append(("Salesflow Lost Analysis", analysis))
	return [_as_link(doctype, name) for doctype, name in rows if _may_read(doctype, name)]


def _may_read(doctype: str, name: str) -> bool:
	return bool(frappe.db.exists(doctype, name)) and bool(frappe.has_permission(doctype, "read", doc=name))


def _as_link(doctype: str, name: str) -> dict:
	doc = frappe.get_doc(doctype, name)
	title = doc.get_title() if doctype == "Payment Milestone" else name
	return {"doctype": doctype, "name": name, "title": title, "state": get_state(doc)}


def _get_named(doc) -> list[tuple[str, str]]:
	"""What the document or one of its rows names."""
	found = []
	for row in [doc, *doc.get_all_children()]:
		for df in row.meta.fields:
			value = row.get(df.fieldname)
			target = df.options if df.fieldtype == "Link" else row.get(df.options or "")
			if value and df.fieldtype in ("Link", "Dynamic Link") and target in ORDER:
				found.append((target, value))
	return found


def _get_naming(doc) -> list[tuple[str, str]]:
	"""What names the document, itself or in one of its rows."""
	found = []
	for doctype in ORDER:
		meta = frappe.get_meta(doctype)
		for owner in [meta, *(frappe.get_meta(df.options) for df in meta.get_table_fields())]:
			for df in owner.fields:
				condition = _get_condition(owner, df, doc)
				if condition:
					key = "parent" if owner.istable else "name"
					filters = {**condition, **({"parenttype": doctype} if owner.istable else {})}
					names = frappe.get_all(
						owner.name, filters, pluck=key, limit=MOST_NEIGHBOURS, parent_doctype=doctype
					)
					found += [(doctype, name) for name in names]
	return found


def _get_condition(meta, df, doc) -> dict | None:
	if df.fieldtype == "Link" and df.options == doc.doctype:
		return {df.fieldname: doc.name}
	if df.fieldtype == "Dynamic Link" and meta.has_field(df.options or "") and doc.doctype in ORDER:
		return {df.fieldname: doc.name, df.options: doc.doctype}
	return None
