"""Connections of a Payment Follow Up."""

from frappe import _

from salesflow_app.desk.connections import get_record


def get_data() -> dict:
	data = get_record("Payment Follow Up", ("Salesflow Outbox Entry",))
	data["internal_links"] = {"Sales Invoice": ["invoices", "sales_invoice"]}
	data["transactions"] = [{"label": _("Payment"), "items": ["Sales Invoice"]}, *data["transactions"]]
	return data
