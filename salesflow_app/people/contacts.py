"""The contact persons of clients. What a website user entered counts only once our staff confirmed it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Order
from frappe.utils import cstr, escape_html

from salesflow_app.people.accounts import is_outsider
from salesflow_app.text.formats import one_line

UNCONFIRMED = "salesflow_unconfirmed"
RANKS = ("is_primary_contact", "is_billing_contact")


def get_client_contact(doctype: str | None, name: str | None) -> frappe._dict | None:
	"""Primary contact of a Customer, Lead or Prospect: name, full_name, email. A Lead can be its own contact.

	`name` is the Contact, or None where the Lead itself is meant. None where nobody with an e-mail is known. Never one that a website user entered and nobody confirmed.
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
		"Contact",
		{"name": primary, UNCONFIRMED: 0},
		["name", "first_name", "last_name", "email_id"],
		as_dict=True,
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
		.where(contact.email_id.isnotnull() & (contact.email_id != "") & (contact[UNCONFIRMED] == 0))
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


# What website users enter


def mark_unconfirmed(contact: Document) -> None:
	"""Mark a contact that someone outside made, or whose addresses or parties they changed. Staff take the mark off."""
	if not is_outsider():
		return
	before = contact.get_doc_before_save()
	for field in RANKS:
		contact.set(field, before.get(field) if before else 0)
	is_reached_otherwise = not before or _get_reach(contact) != _get_reach(before)
	contact.set(UNCONFIRMED, 1 if is_reached_otherwise else before.get(UNCONFIRMED))


def _get_reach(contact: Document) -> tuple[set, set]:
	"""At which addresses, and for whom."""
	return (
		{row.email_id for row in contact.email_ids},
		{(row.link_doctype, row.link_name) for row in contact.links},
	)


def mark_those_of_outsiders() -> None:
	"""Once, at install: the contacts that website users and guests have made so far."""
	contact, user = frappe.qb.DocType("Contact"), frappe.qb.DocType("User")
	visitors = frappe.qb.from_(user).select(user.name).where(user.user_type == "Website User")
	frappe.qb.update(contact).set(contact[UNCONFIRMED], 1).where(contact.owner.isin(visitors)).run()


def validate_rename(contact: Document) -> None:
	"""Documents follow a contact that is renamed or merged: nobody outside decides where to."""
	if is_outsider():
		frappe.throw(
			_("Contact {0} is renamed by our staff only. Please write to us.").format(contact.name),
			frappe.PermissionError,
		)


def find_confirmed(doctype: str, name: str, email: str) -> str | None:
	"""The party's contact with this address that our staff made or confirmed."""
	return _find(doctype, name, email, is_unconfirmed=0)


def _find(doctype: str, name: str, email: str, is_unconfirmed: int) -> str | None:
	link, address, contact = (
		frappe.qb.DocType(each) for each in ("Dynamic Link", "Contact Email", "Contact")
	)
	found = (
		frappe.qb.from_(link)
		.join(address)
		.on(address.parent == link.parent)
		.join(contact)
		.on(contact.name == link.parent)
		.select(link.parent)
		.where((link.parenttype == "Contact") & (link.link_doctype == doctype) & (link.link_name == name))
		.where((address.email_id == email) & (contact[UNCONFIRMED] == is_unconfirmed))
		.orderby(contact.creation)
		.limit(1)
	).run(pluck=True)
	return found[0] if found else None


def may_get_mail(customer: str, contact: str | None, email: str) -> bool:
	"""May this address of a document get the customer's mail?

	It may if our staff made or confirmed the contact, or wrote the address itself, without a contact.
	"""
	if find_confirmed("Customer", customer, email):
		return True
	return not contact and not _find("Customer", customer, email, is_unconfirmed=1)


def validate_addressee(doc: Document, customer: str, email: str) -> None:
	"""Refuse to send a document to an address that a website user entered for this customer."""
	named = doc.get("contact_person")
	if named and not frappe.db.get_value("Contact", named, UNCONFIRMED):
		named = None
	found = named or _find("Customer", customer, email, is_unconfirmed=1)
	if found and not find_confirmed("Customer", customer, email):
		frappe.throw(
			_(
				"{0} {1} cannot be sent to {2}: a website user entered this address, in Contact {3}. "
				"Check it and untick “Not Confirmed” there, or send to somebody else."
			).format(_(doc.doctype), doc.name, escape_html(email), frappe.bold(escape_html(found))),
			title=_("Contact Not Confirmed"),
		)
