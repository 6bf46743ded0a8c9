"""Lets a client's contact in: a Website User with ERPNext's role Customer, one of the Portal Users.

They need no password: the mail brings a personal link. Whoever wants the portal asks for “Login with Email Link” there.
"""

import frappe
from frappe.model.document import Document

from salesflow_app.clients import access, readers
from salesflow_app.people import contacts

ROLE = "Customer"


def invite(doc: Document, email: str, full_name: str | None) -> str:
	"""Make sure the person can log in and sees the customer's documents. Returns the user's name.

	`doc` is a SOW or a Work Proposal. A contact who is known keeps their name: Frappe would rename them after
	the new user, and a proposal may know only the company's name.
	"""
	customer = access.get_customer(doc)
	email = email.strip().lower()
	contacts.validate_addressee(doc, customer, email)
	contact = get_contact(customer, email, full_name or email)
	name = frappe.db.get_value("Contact", contact, "full_name") or full_name or email
	user = get_user(email, name, frappe.db.get_value("Customer", customer, "language"))
	if not frappe.db.get_value("Contact", contact, "user"):
		frappe.db.set_value("Contact", contact, "user", user)
	readers.let_see(customer, user, because=doc)
	frappe.cache.hdel("home_page", user)  # from now on they land on our page
	return user


def get_user(email: str, full_name: str, language: str | None = None) -> str:
	known = frappe.db.get_value("User", email, ["name", "user_type"], as_dict=True)
	if not known:
		return make_user(email, full_name, language)
	if known.user_type == "Website User" and ROLE not in frappe.get_roles(known.name):
		user = frappe.get_doc("User", known.name)
		user.flags.ignore_permissions = True  # whoever sends the document need not manage users
		user.add_roles(ROLE)
	return known.name


def make_user(email: str, full_name: str, language: str | None = None) -> str:
	"""A new user of the portal, who reads its pages and mails in `language`."""
	first_name, _space, last_name = full_name.partition(" ")
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": email,
			"first_name": first_name[:140],
			"last_name": last_name[:140],
			"user_type": "Website User",
			"language": language,
			"send_welcome_email": 0,
			"roles": [{"role": ROLE}],
		}
	)
	return user.insert(ignore_permissions=True).name  # whoever sends the document need not manage users


def get_contact(customer: str, email: str, full_name: str) -> str:
	"""The customer's contact with this address, made where our staff made or confirmed none."""
	return contacts.find_confirmed("Customer", customer, email) or make_contact(customer, email, full_name)


def make_contact(customer: str, email: str, full_name: str) -> str:
	first_name, _space, last_name = full_name.partition(" ")
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": first_name[:140],
			"last_name": last_name[:140],
			"email_ids": [{"email_id": email, "is_primary": 1}],
			"links": [{"link_doctype": "Customer", "link_name": customer}],
		}
	)
	return contact.insert(ignore_permissions=True).name  # every sender may name the client's contact
