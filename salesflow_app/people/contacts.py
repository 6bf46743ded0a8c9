"""The contact persons of clients."""

import frappe
from frappe.model.document import Document
from frappe.query_builder import Order
from frappe.utils import cstr

from salesflow_app.text.formats import one_line


def get_client_contact(doctype: str | None, name: str | None) -> frappe._dict | None:
	"""Primary contact of a Customer, Lead or Prospect: name, full_name, email. A Lead can be its own contact.

	`name` is the Contact, or None where the Lead itself is meant. None where nobody with an e-mail is known.
	"""
	if not (doctype and name):
		return None
	contact = _get_primary_contact(doctype, name) or _get_linked_contact(doctype, name)
	if contact:
		return contact
	if doctype == "Lead":
		lead = frappe.db.get_value("Lead", name, ["lead_name", "email_id"], as_dict=True)
		if lead and lead.email_id:
			return frappe._dict(name=None, full_name=lead.lead_name or lead.email_id, email=lead.email_id)
	return None


def _get_primary_contact(doctype: str, name: str) -> frappe._dict | None:
	primary = doctype == "Customer" and frappe.db.get_value("Customer", name, "customer_primary_contact")
	if not primary:
		return None
	contact = frappe.db.get_value(
		"Contact", primary, ["name", "first_name", "last_name", "email_id"], as_dict=True
	)
	return _as_contact(contact) if contact and contact.email_id else None


def _get_linked_contact(doctype: str, name: str) -> frappe._dict | None:
	link, contact = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Contact")
	rows = (
		frappe.qb.from_(link)
		.join(contact)
		.on(contact.name == link.parent)
		.select(contact.name, contact.first_name, contact.last_name, contact.email_id)
		.where((link.parenttype == "Contact") & (link.link_doctype == doctype) & (link.link_name == name))
		.where(contact.email_id.isnotnull() & (contact.email_id != ""))
		.orderby(contact.is_primary_contact, order=Order.desc)
		.orderby(contact.creation)
		.limit(1)
	).run(as_dict=True)
	return _as_contact(rows[0]) if rows else None


def _as_contact(row: frappe._dict) -> frappe._dict:
	full_name = " ".join(part for part in (row.first_name, row.last_name) if part)
	return frappe._dict(name=row.name, full_name=full_name or row.email_id, email=row.email_id)


def get_contact_line(doc: Document) -> str:
	"""The contact person on a selling document, in one line."""
	name = one_line(doc.contact_display) or cstr(doc.contact_person)
	parts = (name, cstr(doc.contact_mobile) or cstr(doc.contact_phone), cstr(doc.contact_email))
	return ", ".join(part for part in parts if part)
