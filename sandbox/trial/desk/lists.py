"""Home and lists of the plain desk."""

import frappe
from frappe.utils import cint
from werkzeug.wrappers import Request, Response

from trial.desk.chain import CHAIN, STATE_FIELDS, get_state
from trial.pages import show

PAGE = 30
MOST_COLUMNS = 5
NOT_FILTERED = ("Table", "Section Break", "Column Break", "Tab Break", "HTML", "Button", "Text Editor")


def show_home(_request: Request) -> Response:
	"""The documents of a deal that this user may read, and his open tasks."""
	rooms = {
		room: [_as_link(doctype) for doctype in doctypes if frappe.has_permission(doctype, "read")]
		for room, doctypes in CHAIN.items()
	}
	tasks = frappe.get_all(
		"ToDo",
		{"allocated_to": frappe.session.user, "status": "Open"},
		["name", "description", "reference_type", "reference_name"],
		order_by="creation desc",
		limit=PAGE,
	)
	return show("home.html", rooms={room: links for room, links in rooms.items() if links}, tasks=tasks)


def _as_link(doctype: str) -> dict:
	is_single = frappe.get_meta(doctype).issingle
	count = None if is_single else len(frappe.get_list(doctype, limit=1000, pluck="name"))
	return {"doctype": doctype, "count": count, "is_single": is_single}


def show_list(request: Request, doctype: str) -> Response:
	"""One page of the list, as the signed-in user may see it, with the standard filters."""
	meta = frappe.get_meta(doctype)
	frappe.has_permission(doctype, "read", throw=True)
	filters = _get_filters(request, meta)
	start = max(cint(request.args.get("start")), 0)
	names = frappe.get_list(
		doctype,
		filters=[[field, *condition] for field, condition in filters.items()],
		pluck="name",
		order_by="modified desc",
		limit_start=start,
		limit_page_length=PAGE + 1,
	)
	columns = _get_columns(meta)
	docs = [frappe.get_doc(doctype, name) for name in names[:PAGE]]
	return show(
		"list.html",
		doctype=doctype,
		columns=columns,
		rows=[_as_row(doc, meta, columns) for doc in docs],
		filters=[_as_filter(meta, field, request) for field in _get_filter_fields(meta)],
		start=start,
		has_more=len(names) > PAGE,
		page=PAGE,
		may_create=frappe.has_permission(doctype, "create"),
	)


def _get_columns(meta) -> list:
	shown = [
		df for df in meta.fields if df.in_list_view and not df.hidden and df.fieldname not in STATE_FIELDS
	]
	return shown[:MOST_COLUMNS]


def _as_row(doc, meta, columns) -> dict:
	title = doc.get(meta.title_field) if meta.title_field else None
	cells = [doc.get_formatted(df.fieldname) if doc.get(df.fieldname) is not None else "" for df in columns]
	return {
		"name": doc.name,
		"title": title,
		"state": get_state(doc),
		"cells": cells,
		"modified": doc.modified,
	}


def _get_filter_fields(meta) -> list[str]:
	states = [field for field in STATE_FIELDS if meta.has_field(field)]
	marked = [
		df.fieldname for df in meta.fields if df.in_standard_filter and df.fieldtype not in NOT_FILTERED
	]
	return list(dict.fromkeys(["name", *states, *marked]))


def _get_filters(request: Request, meta) -> dict[str, tuple]:
	found = {}
	for field in _get_filter_fields(meta):
		if value := (request.args.get(field) or "").strip():
			df = meta.get_field(field)
			is_choice = df and df.fieldtype in ("Select", "Check")
			found[field] = ("=", value) if is_choice else ("like", f"%{value}%")
	return found


def _as_filter(meta, field: str, request: Request) -> dict:
	df = meta.get_field(field)
	options = [line for line in (df.options or "").split("\n")] if df and df.fieldtype == "Select" else []
	return {
		"field": field,
		"label": df.label if df else "Name",
		"options": options,
		"value": request.args.get(field) or "",
	}
