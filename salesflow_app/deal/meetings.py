"""Meetings of a Discovery in the calendar: each planned one is an Event of whoever sells and looks after the client."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

from salesflow_app.people.accounts import keep_enabled
from salesflow_app.salesflow_app.workflows.discovery import DISQUALIFIED, IN_DISCOVERY, OPEN

PLANNED, HELD, CANCELLED = "Open", "Completed", "Cancelled"


def get_next(doc: Document) -> Document | None:
	"""The next planned meeting of a Discovery, or of the Opportunity's open one."""
	if doc.doctype == "Opportunity":
		filters = {"opportunity": doc.name, "workflow_state": ("in", (OPEN, IN_DISCOVERY))}
		name = frappe.db.get_value("Discovery", filters)
		return get_next(frappe.get_doc("Discovery", name)) if name else None
	planned = [row for row in doc.get("meetings") or [] if _is_planned(row)]
	return min(planned, key=lambda row: getdate(row.meeting_date), default=None)


def keep_events(discovery: Document) -> None:
	"""Make the events of new meetings; those of meetings that moved, took place or were called off follow."""
	for row in discovery.meetings:
		if row.event:
			_follow(row, discovery)
		elif _is_planned(row) and discovery.workflow_state != DISQUALIFIED:
			row.db_set("event", _make(row, discovery), update_modified=False)
	_call_off(discovery)


def _is_planned(row: Document) -> bool:
	return not row.held and getdate(row.meeting_date) >= getdate(today())


def _make(row: Document, discovery: Document) -> str:
	event = frappe.get_doc(
		{
			"doctype": "Event",
			"event_category": "Meeting",
			"event_type": "Private",
			"all_day": 1,
			**_get_values(row, discovery),
			"event_participants": [
				{"reference_doctype": discovery.party_type, "reference_docname": discovery.party_name}
			],
		}
	)
	event.insert(ignore_permissions=True)  # whoever plans a meeting may put it into the calendar
	_share(event, discovery)
	return event.name


def _follow(row: Document, discovery: Document) -> None:
	event = frappe.get_doc("Event", row.event)
	before = event.as_dict()
	event.update(_get_values(row, discovery))
	if any(str(event.get(field)) != str(before.get(field)) for field in ("subject", "starts_on", "status")):
		event.save(ignore_permissions=True)  # the event follows its meeting, whoever moved it
	_share(event, discovery)


def _get_values(row: Document, discovery: Document) -> dict:
	subject = _("Meeting with {0}").format(discovery.customer_name)
	status = HELD if row.held else CANCELLED if discovery.workflow_state == DISQUALIFIED else PLANNED
	return {
		"subject": f"{subject}, {row.place}" if row.place else subject,
		"starts_on": f"{getdate(row.meeting_date)} 00:00:00",
		"status": status,
		"description": discovery.name,
	}


def _call_off(discovery: Document) -> None:
	"""Meetings that were taken out of the table."""
	before = discovery.get_doc_before_save()
	left = {row.event for row in discovery.meetings}
	for row in before.meetings if before else ():
		if row.event and row.event not in left:
			frappe.db.set_value("Event", row.event, "status", CANCELLED)


def _share(event: Document, discovery: Document) -> None:
	"""Private events are their owner's: the sales person and the account manager see this one too."""
	for user in keep_enabled([user for user in (discovery.sales_person, discovery.account_manager) if user]):
		if user != event.owner and not frappe.db.exists("DocShare", _get_share(event, user)):
			frappe.share.add_docshare(
				"Event", event.name, user, flags={"ignore_share_permission": True}
			)  # the people of the deal need not be asked


def _get_share(event: Document, user: str) -> dict:
	return {"share_doctype": "Event", "share_name": event.name, "user": user}
