"""Quotation -> SOW: for deals that have a quotation and no Work Proposal."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.deal.origin import get_customer
from salesflow_app.people import contacts
from salesflow_app.rules.numbers import from_field
from salesflow_app.rules.order_lines import split_line
from salesflow_app.text.formats import lines


@frappe.whitelist()
def make_sow(source_name: str) -> Document:
	"""An unsaved SOW from a submitted Quotation. Raises PermissionError without read permission on it."""
	quotation = frappe.get_doc("Quotation", source_name)
	quotation.check_permission("read")
	if quotation.docstatus != 1:
		frappe.throw(
			_("Quotation {0} is not submitted. Submit it before you create a SOW.").format(source_name)
		)
	validate_net_prices(quotation)
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
		for item in [] if row.is_alternative else get_items(quotation, row):
			sow.append("items", item)
	set_signatory(sow, quotation.contact_person, quotation.contact_email)
	return sow


def validate_net_prices(quotation: Document) -> None:
	"""Refuse prices that include their tax: a SOW is net, and no net rates would come to the quoted sum."""
	if any(row.included_in_print_rate for row in quotation.taxes):
		frappe.throw(
			_(
				"Quotation {0}: its prices include the tax, but those of a SOW are net. Amend the quotation with a tax template that adds the tax to the prices."
			).format(quotation.name)
		)


def get_items(quotation: Document, row: Document) -> list[dict]:
	"""SOW items at the quoted rate; a discount on the whole quotation is in them to the cent, if need be in two rows."""
	parts = [(row.qty, row.rate)]
	if flt(quotation.discount_amount):
		precision = row.precision("amount") or 0
		amount = from_field(row.net_amount, precision)
		parts = split_line(amount, from_field(row.qty), precision, row.precision("rate") or precision)
	return [get_item(row, float(qty), float(rate)) for qty, rate in parts]


def get_item(row: Document, qty: float, rate: float) -> dict:
	"""A SOW item, at least a part of the quotation's line."""
	return {
		"item_code": row.item_code,
		"description": lines(row.description),
		"qty": qty,
		"uom": row.uom,
		"rate": rate,
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
