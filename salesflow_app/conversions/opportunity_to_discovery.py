"""Opportunity -> Discovery: the first talk with the client is planned."""

import frappe
from frappe.model.document import Document
from frappe.utils import get_fullname

from salesflow_app.deal.facts import validate_facts
from salesflow_app.deal.origin import get_sales_person
from salesflow_app.people.contacts import get_client_contact


@frappe.whitelist()
def make_discovery(source_name: str) -> Document:
	"""An unsaved Discovery of an opportunity.

	Raises PermissionError without read permission on it, ValidationError while its facts are missing.
	"""
	frappe.has_permission("Opportunity", "read", source_name, throw=True)
	opportunity = frappe.get_doc("Opportunity", source_name)
	validate_facts(opportunity.name, "Discovery")
	discovery = frappe.new_doc("Discovery")
	discovery.update(
		{
			"opportunity": opportunity.name,
			"party_type": opportunity.opportunity_from,
			"party_name": opportunity.party_name,
			"customer_name": opportunity.customer_name,
			"company": opportunity.company,
			"currency": opportunity.currency,
			"sales_person": get_sales_person(opportunity),
			"account_manager": opportunity.salesflow_account_manager,
		}
	)
	add_attendees(discovery)
	return discovery


def add_attendees(discovery: Document) -> None:
	"""The client's contact and our sales person take part, as far as we know them."""
	contact = get_client_contact(discovery.party_type, discovery.party_name)
	if contact:
		client = {"full_name": contact.full_name[:140], "side": "Client", "email": contact.email}
		discovery.append("attendees", client)
	if discovery.sales_person:
		email = frappe.db.get_value("User", discovery.sales_person, "email")
		ours = {"full_name": get_fullname(discovery.sales_person), "side": "Ours", "email": email}
		discovery.append("attendees", ours)
