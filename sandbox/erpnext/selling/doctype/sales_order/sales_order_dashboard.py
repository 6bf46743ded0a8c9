"""Connections of an order."""

from erpnext.utilities.connections import get_connections


def get_data() -> dict:
	"""Fields and groups of the connections."""
	return get_connections(
		"sales_order",
		{
			"Fulfillment": ["Sales Invoice", "Delivery Note"],
			"Purchasing": ["Purchase Order"],
			"Projects": ["Project"],
			"Reference": ["Quotation"],
			"Payment": ["Payment Entry", "Journal Entry"],
		},
		other_fields=[
			("against_sales_order", ["Delivery Note"]),
			("reference_name", ["Journal Entry", "Payment Entry"]),
		],
		internal_links={
			doctype: ["items", field]
			for doctype, field in (("Quotation", "prevdoc_docname"), ("Purchase Order", "purchase_order"))
		},
	)
