"""Quotation -> SOW: for deals that have a quotation and no Work Proposal."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.deal.origin import get_customer
from salesflow_app.people import contacts


@frappe.whitelist()
def make_sow(source_name: str) -> Document:
	"""An unsaved SOW from a submitted Quotation. Raises PermissionError without read permission on it."""
	quotation = frappe.get_doc("Quotation", source_name)
	quotation.check_permission("read")
	if quotation.docstatus != 1:
		frappe.throw(
			_("Quotation {0} is not submitted. Submit it before you create a SOW.").format(source_name)
		)
	sow = frappe.new_doc("SOW")
	sow.update(
		{
			"customer": get_customer(quotation),
			"company": quotation.company,
			"opportunity": quotation.opportunity,
			"work_proposal": quotation.salesflow_work_proposal,
			"quotation": quotation.name,
			"currency": quotation.currency,
			"conversion_rate": quotation.conversion_rate,
			"taxes_and_charges": quotation.taxes_and_charges,
		}
	)
	for row in quotation.items:
		sow.append("items", get_item(row))
	set_signatory(sow, quotation.contact_person, quotation.contact_email)
	return sow


def get_item(row: Document) -> dict:
	"""A SOW item at the quoted rate."""
	return {
		"item_code": row.item_code,
		"description": row.description,
		"qty": row.qty,
		"uom": row.uom,
		"rate": row.net_rate or row.rate,
		"quotation_item": row.name,
	}


def set_signatory(sow: Document, contact: str | None, email: str | None) -> None:
	"""Propose the deal's contact, else the customer's primary contact, as signatory."""
	if email and sow.customer and not contacts.may_get_mail(sow.customer, contact, email):
		contact = email = None  # a website user entered it
	known = contacts.get_client_contact("Customer", sow.customer) if sow.customer else None
	if contact:
		name, address = frappe.db.get_value("Contact", contact, ["full_name", "email_id"]) or (None, None)
		sow.signatory_name, sow.signatory_email = name, email or address
	elif known and (not email or email == known.email):
		sow.signatory_name, sow.signatory_email = known.full_name, known.email
	else:
		sow.signatory_email = email
