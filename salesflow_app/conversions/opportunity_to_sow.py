"""Opportunity -> SOW: a sales person requests a SOW for a deal."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.conversions.quotation_to_sow import set_signatory
from salesflow_app.deal.origin import get_customer
from salesflow_app.text.formats import lines


@frappe.whitelist()
def make_sow(source_name: str) -> Document:
	"""An unsaved SOW from an Opportunity of a customer. Raises PermissionError without read permission on it."""
	opportunity = frappe.get_doc("Opportunity", source_name)
	opportunity.check_permission("read")
	customer = get_customer(opportunity)
	if not customer:
		frappe.throw(
			_(
				"Opportunity {0} is with {1} {2}, not yet a customer. Submit a Quotation or create the Customer first."
			).format(source_name, _(opportunity.opportunity_from), opportunity.party_name)
		)
	sow = frappe.new_doc("SOW")
	sow.update(
		{
			"customer": customer,
			"company": opportunity.company,
			"opportunity": opportunity.name,
			"account_manager": opportunity.salesflow_account_manager,
			"currency": opportunity.currency,
			"conversion_rate": opportunity.conversion_rate,
		}
	)
	for row in opportunity.items:
		sow.append(
			"items",
			{
				"item_code": row.item_code,
				"description": lines(row.description),
				"qty": row.qty,
				"uom": row.uom,
				"rate": row.rate,
			},
		)
	set_signatory(sow, opportunity.contact_person, opportunity.contact_email)
	return sow
