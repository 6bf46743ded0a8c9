"""What Frappe's calendar shows of our documents: meetings of discoveries, milestones, and the days on which offers expire.

Each DocType has a calendar of its own: on v16 a click opens the DocType of the calendar, whatever the entry is.
"""

import json
from dataclasses import dataclass

import frappe
from frappe.utils import getdate

from salesflow_app.salesflow_app.workflows import BY_DOCTYPE, discovery, payment_milestone, sow, work_proposal

COLOURS = {"Success": "green", "Warning": "orange", "Danger": "red", "Primary": "blue", "Inverse": "gray"}
FIXED = 1
"""Sent as docstatus: the calendar lets nobody drag a submitted document, and none of these days is moved by dragging."""
MOST = 1000


@dataclass(frozen=True)
class Source:
	"""The field with the day, what an entry is called, and states that no longer wait for that day."""

	day: str
	titles: tuple[str, ...]
	over: tuple[str, ...]


SOURCES = {
	"Discovery": Source("meetings.meeting_date", ("customer_name",), (discovery.DISQUALIFIED,)),
	"Work Proposal": Source(
		"valid_till",
		("customer_name", "title"),
		(work_proposal.ACCEPTED, work_proposal.DECLINED, work_proposal.SUPERSEDED),
	),
	"SOW": Source("valid_till", ("customer_name", "title"), (*sow.BINDING, sow.TERMINATED, sow.DECLINED)),
	"Payment Milestone": Source(
		"planned_date", ("customer_name", "milestone_name"), (payment_milestone.WAIVED,)
	),
}


@frappe.whitelist()
def get_events(
	doctype: str, start: str, end: str, filters: str | list | None = None, **options: str
) -> list[dict]:
	"""Entries from `start` to `end` among what the reader may read. Raises PermissionError without the right to read any.

	Raises ValidationError for a DocType that has no calendar here.
	"""
	if doctype not in SOURCES:
		frappe.throw(frappe._("{0} has no calendar.").format(frappe._(doctype)))
	frappe.has_permission(doctype, "read", throw=True)
	source = SOURCES[doctype]
	rows = frappe.get_list(
		doctype,
		filters=[*_read_filters(filters), *_get_filters(doctype, source, start, end)],
		fields=["name", "workflow_state", *source.titles, f"{source.day} as day"],
		order_by="name asc",
		limit_page_length=MOST,
	)
	return [_draw(doctype, source, row) for row in rows]


def _read_filters(filters: str | list | None) -> list:
	return json.loads(filters or "[]") if isinstance(filters, str) else list(filters or [])


def _get_filters(doctype: str, source: Source, start: str, end: str) -> list[list]:
	table, _dot, field = source.day.rpartition(".")
	dated = frappe.get_meta(doctype).get_field(table).options if table else doctype
	days = [str(getdate(start)), str(getdate(end))]
	return [[dated, field, "between", days], [doctype, "workflow_state", "not in", source.over]]


def _draw(doctype: str, source: Source, row: frappe._dict) -> dict:
	state = BY_DOCTYPE[doctype].get_state(row.workflow_state)
	title = " · ".join(str(row[field]) for field in source.titles if row[field])
	return {
		"name": row.name,
		"title": f"{title} ({frappe._(row.workflow_state)})",
		"day": row.day,
		"end_day": row.day,
		"all_day": 1,
		"convertToUserTz": 0,
		"docstatus": FIXED,
		"color": COLOURS.get(state.style if state else "", "blue"),
	}
