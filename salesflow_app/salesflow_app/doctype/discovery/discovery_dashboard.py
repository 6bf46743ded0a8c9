"""Connections of a Discovery."""

from frappe import _

from salesflow_app.desk.connections import get_record


def get_data() -> dict:
	data = get_record("Discovery", ("Salesflow Outbox Entry",))
	data["fieldname"] = "discovery"
	data["internal_links"] = {"Opportunity": "opportunity"}
	data["transactions"] = [
		{"label": _("Before"), "items": ["Opportunity"]},
		{"label": _("After"), "items": ["Work Proposal"]},
		*data["transactions"],
	]
	return data
