"""Connections of a Payment Milestone."""

from frappe import _

from salesflow_app.desk.connections import get_record


def get_data() -> dict:
	data = get_record("Payment Milestone")
	data["fieldname"] = "salesflow_payment_milestone"
	data["internal_links"] = {"SOW": "sow", "Sales Order": "sales_order"}
	data["transactions"] = [
		{"label": _("Contract"), "items": ["SOW", "Sales Order"]},
		{"label": _("Payment"), "items": ["Sales Invoice"]},
		*data["transactions"],
	]
	return data
