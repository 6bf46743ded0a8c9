"""Connections of a delivery note."""

from erpnext.utilities.connections import get_connections


def get_data() -> dict:
	"""Fields and groups of the connections."""
	return get_connections(
		"delivery_note",
		{"Related": ["Sales Invoice"], "Reference": ["Sales Order"]},
		internal_links={"Sales Order": ["items", "against_sales_order"]},
		internal_and_external_links={"Sales Invoice": ["items", "against_sales_invoice"]},
	)
