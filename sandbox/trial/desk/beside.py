"""New documents that belong to another one: addresses and contacts of a party, a follow-up on an invoice."""

import frappe


def make_address(customer: str):
	"""An unsaved billing address of the customer."""
	address = frappe.new_doc("Address")
	address.update({"address_title": customer, "address_type": "Billing", "is_primary_address": 1})
	return _linked(address, customer)


def make_contact(customer: str):
	"""An unsaved contact of the customer."""
	contact = frappe.new_doc("Contact")
	contact.is_primary_contact = 1
	contact.append("email_ids", {"is_primary": 1})
	return _linked(contact, customer)


def _linked(doc, customer: str):
	doc.append("links", {"link_doctype": "Customer", "link_name": customer})
	return doc


def make_follow_up(sales_invoice: str):
	"""An unsaved follow-up with all open invoices of the customer."""
	from salesflow_app.desk.link_queries import get_open_invoices

	customer, company = frappe.db.get_value("Sales Invoice", sales_invoice, ["customer", "company"])
	doc = frappe.new_doc("Payment Follow Up")
	doc.update({"customer": customer, "company": company})
	for row in get_open_invoices(customer, company):
		doc.append("invoices", as_follow_up_row(row))
	return doc


def as_follow_up_row(invoice: dict) -> dict:
	"""An open invoice as the follow-up lists it."""
	return {
		"sales_invoice": invoice["name"],
		"due_date": invoice["due_date"],
		"outstanding_amount": invoice["outstanding_amount"],
	}
