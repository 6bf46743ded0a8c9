"""Connections of a customer."""

from erpnext.utilities.connections import get_connections


def get_data() -> dict:
	"""Fields and groups of the connections."""
	return get_connections(
		"customer",
		{
			"Pre Sales": ["Opportunity", "Quotation"],
			"Orders": ["Sales Order", "Delivery Note", "Sales Invoice"],
			"Payments": ["Payment Entry", "Dunning"],
			"Projects": ["Project"],
		},
		other_fields=[("party", ["Payment Entry"]), ("party_name", ["Quotation", "Opportunity"])],
		dynamic_links=dict(party_name=["Customer", "quotation_to"]),
	)
