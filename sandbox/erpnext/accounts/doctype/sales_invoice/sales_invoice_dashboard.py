"""Connections of a sales invoice."""

from erpnext.utilities.connections import get_connections


def get_data() -> dict:
	"""Fields and groups of the connections."""
	return get_connections(
		"sales_invoice",
		{
			"Payment": ["Payment Entry", "Journal Entry", "Dunning"],
			"Reference": ["Delivery Note", "Sales Order"],
			"Returns": ["Sales Invoice"],
		},
		other_fields=[
			("against_sales_invoice", ["Delivery Note"]),
			("reference_name", ["Journal Entry", "Payment Entry"]),
			("return_against", ["Sales Invoice"]),
		],
		internal_links={"Sales Order": ["items", "sales_order"]},
		internal_and_external_links={"Delivery Note": ["items", "delivery_note"]},
	)
