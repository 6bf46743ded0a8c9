"""Connections of a quotation."""

from erpnext.utilities.connections import get_connections


def get_data() -> dict:
	"""Fields and groups of the connections."""
	return get_connections("prevdoc_docname", {"Sales Order": ["Sales Order"]})
