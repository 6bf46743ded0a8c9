"""Connections of a project."""

from erpnext.utilities.connections import get_connections


def get_data() -> dict:
	"""Fields and groups of the connections."""
	return get_connections(
		"project",
		{
			"Material": ["Stock Entry"],
			"Sales": ["Sales Order", "Delivery Note", "Sales Invoice"],
			"Purchase": ["Purchase Order"],
		},
	)
