"""Connections of a Client Feedback."""

from frappe import _

from salesflow_app.desk.connections import RECORD, get_record


def get_data() -> dict:
	data = get_record("Client Feedback", (*RECORD, "Salesflow Review Link"))
	data["internal_links"] = {"SOW": "sow", "Sales Order": "sales_order"}
	data["transactions"] = [{"label": _("Deal"), "items": ["SOW", "Sales Order"]}, *data["transactions"]]
	return data
