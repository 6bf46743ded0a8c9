"""What Opportunity and Quotation share: how their party is called, and why a deal was lost."""

import frappe
from frappe.model.document import Document

TITLES = {"Customer": ("customer_name",), "Lead": ("company_name", "lead_name")}
"""The fields that say how a party is called; the first that is filled counts."""


def set_party_title(deal: Document, party_type: str | None) -> None:
	"""Write on a deal how its party is called; a Prospect is called by its own name."""
	if not deal.party_name:
		return
	if party_type == "Prospect":
		deal.customer_name = deal.party_name
	elif party_type in TITLES:
		party = frappe.db.get_value(party_type, deal.party_name, TITLES[party_type], as_dict=True) or {}
		deal.customer_name = next((party[field] for field in TITLES[party_type] if party.get(field)), None)


def add_loss(deal: Document, reasons: list, competitors: list) -> None:
	"""Note on a deal why it was lost, and to whom."""
	for table, rows in (("lost_reasons", reasons), ("competitors", competitors)):
		deal.extend(table, rows)


def update_lead_behind(deal: Document, party_type: str | None) -> None:
	"""A lead's status follows from what was made of it."""
	if deal.party_name and party_type == "Lead":
		lead = frappe.get_doc("Lead", deal.party_name)
		lead.set_status(update=True)
