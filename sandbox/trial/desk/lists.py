"""Home and lists of the plain desk."""

from urllib.parse import urlencode

import frappe
from frappe.utils import cint
from werkzeug.wrappers import Request, Response

from trial.desk.chain import CHAIN, STATE_FIELDS, get_state
from trial.desk.reports import get_reports
from trial.pages import show
from trial.tables import read

PAGE = 30
MOST_COLUMNS = 5
STARTS = ("Lead", "Opportunity", "Customer")
"""What a deal begins with; offered on the home page to those who may create it."""
COLUMNS = read("lists")
"""What these lists show; the others show what their DocType marks for the list."""
NOT_FILTERED = ("Table", "Section Break", "Column Break", "Tab Break", "HTML", "Button", "Text Editor")


def show_home(_request: Request) -> Response:
	"""The documents of a deal that this user may read, and their open tasks."""
	rooms = {
		room: [_as_link(doctype) for doctype in doctypes if frappe.has_permission(doctype, "read")]
		for room, doctypes in CHAIN.items()
	}
	return show(
		"home.html",
		rooms={room: links for room, links in rooms.items() if links},
		tasks=_get_tasks(),
		reports=get_reports(),
		starts=[doctype for doctype in STARTS if frappe.has_permission(doctype, "create")],
	)


def _get_tasks() -> list[dict]:
	"""The open tasks of the user, with what they are about and who gave them."""
	tasks = frappe.get_all(
		"ToDo",
		{"allocated_to": frappe.session.user, "status": "Open"},
		["name", "description", "reference_type", "reference_name", "date", "assigned_by"],
		order_by="creation desc",
		limit=PAGE,
	)
	for task in tasks:
		task.about = _get_about(task)
		task.by = task.assigned_by and frappe.utils.get_fullname(task.assigned_by)
	return tasks


def _get_about(task: dict) -> str:
	"""What the task is about: the document and its title."""
	if not task.reference_name or not frappe.db.exists(task.reference_type, task.reference_name):
		return ""
	title = frappe.get_doc(task.reference_type, task.reference_name).get_title()
	named = f"{task.reference_type} {task.reference_name}"
	return named if title == task.reference_name else f"{named}, {title}"


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
		query=_get_query(request, meta),
		may_create=frappe.has_permission(doctype, "create"),
	)


def _get_columns(meta) -> list:
	if meta.name in COLUMNS:
		return [meta.get_field(name) for name in COLUMNS[meta.name] if meta.has_field(name)]
	shown = [df for df in meta.fields if df.in_list_view and not df.hidden]
	return [df for df in shown if df.fieldname not in (*STATE_FIELDS, "naming_series")][:MOST_COLUMNS]


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


def _get_query(request: Request, meta) -> str:
	"""The filters, as repeated in the next page's address."""
	chosen = {field: request.args.get(field) for field in _get_filter_fields(meta) if request.args.get(field)}
	return f"{urlencode(chosen)}&" if chosen else ""


def _as_filter(meta, field: str, request: Request) -> dict:
	df = meta.get_field(field)
	options = [line for line in (df.options or "").split("\n")] if df and df.fieldtype == "Select" else []
	return {
		"field": field,
		"label": df.label if df else "Name",
		"options": options,
		"value": request.args.get(field) or "",
	}
