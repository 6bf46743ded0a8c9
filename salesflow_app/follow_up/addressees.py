"""Who of a client is asked for money: the billing contacts that our staff know, else the primary contact."""

import frappe

from salesflow_app.deal import origin
from salesflow_app.people.contacts import UNCONFIRMED, get_client_contact


def get_emails(customer: str, invoices: list[frappe._dict]) -> list[str]:
	"""All billing contacts of the customer; without one the primary contact; else whoever got the newest invoice.

	Of a single invoice without a billing contact, whoever got it.
	"""
	if billing := _get_billing_contacts(customer):
		return billing
	if len(invoices) > 1:
		contact = get_client_contact("Customer", customer)
		if contact and contact.email:
			return [contact.email]
	return [email for email in [origin.get_client_email(invoices[-1])] if email]


def _get_billing_contacts(customer: str) -> list[str]:
	link, contact = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Contact")
	rows = (
		frappe.qb.from_(link)
		.join(contact)
		.on(contact.name == link.parent)
		.select(contact.email_id)
		.distinct()
		.where(
			(link.parenttype == "Contact") & (link.link_doctype == "Customer") & (link.link_name == customer)
		)
		.where((contact.is_billing_contact == 1) & (contact[UNCONFIRMED] == 0))
		.where(contact.email_id.isnotnull() & (contact.email_id != ""))
		.orderby(contact.email_id)
	).run(pluck=True)
	return list(rows)
