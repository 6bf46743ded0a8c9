"""Discovery -> Work Proposal: what we learned becomes a proposal."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.people.contacts import get_client_contact
from salesflow_app.salesflow_app.workflows.discovery import COMPLETED
from salesflow_app.text.formats import lines


@frappe.whitelist()
def make_work_proposal(source_name: str) -> Document:
	"""An unsaved Work Proposal of a completed discovery, with the items of its opportunity.

	Raises PermissionError without the right to make one or read the discovery, ValidationError until it is
	completed.
	"""
	frappe.has_permission("Work Proposal", "create", throw=True)
	frappe.has_permission("Discovery", "read", source_name, throw=True)
	discovery = frappe.get_doc("Discovery", source_name)
	if discovery.workflow_state != COMPLETED:
		frappe.throw(
			_("Discovery {0} is {1}: complete it before you create the Work Proposal.").format(
				discovery.name, frappe.bold(_(discovery.workflow_state))
			)
		)
	proposal_to, party_name = get_party(discovery)
	contact = get_client_contact(proposal_to, party_name)
	proposal = frappe.new_doc("Work Proposal")
	proposal.update(
		{
			"proposal_to": proposal_to,
			"party_name": party_name,
			"customer_name": discovery.customer_name,
			"company": discovery.company,
			"opportunity": discovery.opportunity,
			"discovery": discovery.name,
			"account_manager": discovery.account_manager,
			"currency": discovery.currency,
			"contact_person": contact.name if contact else None,
			"contact_email": contact.email if contact else None,
		}
	)
	add_items(proposal)
	return proposal


def get_party(discovery: Document) -> tuple[str, str]:
	"""The customer that the lead or prospect has become, else the party as it is."""
	field = {"Lead": "lead_name", "Prospect": "prospect_name"}.get(discovery.party_type)
	customer = field and frappe.db.get_value("Customer", {field: discovery.party_name}, "name")
	return ("Customer", customer) if customer else (discovery.party_type, discovery.party_name)


def add_items(proposal: Document) -> None:
	"""The items that the opportunity names; prices are the account manager's to check."""
	for row in frappe.get_all(
		"Opportunity Item",
		filters={
			"parent": proposal.opportunity or "",
			"parenttype": "Opportunity",
			"item_code": ("is", "set"),
		},
		fields=["item_code", "item_name", "description", "item_group", "qty", "uom", "rate"],
		order_by="idx asc",
	):
		proposal.append("items", {**row, "description": lines(row.description), "billing": "One-time"})
