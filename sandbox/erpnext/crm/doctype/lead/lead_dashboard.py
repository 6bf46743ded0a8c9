"""Connections of a lead."""

from erpnext.utilities.connections import get_connections


def get_data() -> dict:
	"""Fields and groups of the connections."""
	return get_connections(
		"lead",
		{None: ["Opportunity", "Quotation", "Prospect"]},
		other_fields=[("party_name", ["Quotation", "Opportunity"])],
		dynamic_links=dict(party_name=["Lead", "quotation_to"]),
	)
