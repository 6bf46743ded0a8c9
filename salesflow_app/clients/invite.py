"""Invites a client's contact to the portal: a Website User with ERPNext's role Customer, tied to the party."""

import frappe
from frappe.model.document import Document

ROLE = "Customer"


def invite(doc: Document, email: str, full_name: str | None) -> str:
	"""Make sure the person can log in and sees the party's documents. Returns the user's name.

	`doc` is a SOW or a Work Proposal. A contact who is known keeps their name: Frappe would rename them after
	the new user, and a proposal may know only the company's name. A new user gets Frappe's welcome mail with
	the link to set a password, queued with this transaction.
	"""
	party_type, party = get_party(doc)
	email = email.strip().lower()
	contact = get_contact(party_type, party, email, full_name or email)
	user = get_user(email, frappe.db.get_value("Contact", contact, "full_name") or full_name or email)
	if not frappe.db.get_value("Contact", contact, "user"):
		frappe.db.set_value("Contact", contact, "user", user)
	if party_type == "Customer":
		add_portal_user(party, user)
	frappe.cache.hdel("home_page", user)  # from now on they land on our page
	return user


def get_party(doc: Document) -> tuple[str, str]:
	"""DocType and name of the client: a Customer, or a Lead that is not one yet."""
	if doc.doctype == "Work Proposal":
		return doc.proposal_to, doc.party_name
	return "Customer", doc.customer


def get_user(email: str, full_name: str) -> str:
	known = frappe.db.get_value("User", email, ["name", "user_type"], as_dict=True)
	if not known:
		return make_user(email, full_name)
	if known.user_type == "Website User" and ROLE not in frappe.get_roles(known.name):
		user = frappe.get_doc("User", known.name)
		user.flags.ignore_permissions = True  # whoever sends the document need not manage users
		user.add_roles(ROLE)
	return known.name


def make_user(email: str, full_name: str) -> str:
	first_name, _space, last_name = full_name.partition(" ")
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": email,
			"first_name": first_name[:140],
			"last_name": last_name[:140],
			"user_type": "Website User",
			"send_welcome_email": 1,
			"roles": [{"role": ROLE}],
		}
	)
	user.flags.delay_emails = True  # a mail sent at once would commit half the transaction
	return user.insert(ignore_permissions=True).name  # whoever sends the document need not manage users


def get_contact(party_type: str, party: str, email: str, full_name: str) -> str:
	"""The party's contact with this address, made where missing."""
	link, address = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Contact Email")
	found = (
		frappe.qb.from_(link)
		.join(address)
		.on(address.parent == link.parent)
		.select(link.parent)
		.where((link.parenttype == "Contact") & (link.link_doctype == party_type) & (link.link_name == party))
		.where(address.email_id == email)
		.limit(1)
	).run(pluck=True)
	return found[0] if found else make_contact(party_type, party, email, full_name)


def make_contact(party_type: str, party: str, email: str, full_name: str) -> str:
	first_name, _space, last_name = full_name.partition(" ")
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": first_name[:140],
			"last_name": last_name[:140],
			"email_ids": [{"email_id": email, "is_primary": 1}],
			"links": [{"link_doctype": party_type, "link_name": party}],
		}
	)
	return contact.insert(ignore_permissions=True).name  # every sender may name the client's contact


def add_portal_user(customer: str, user: str) -> None:
	"""ERPNext's own list of who sees a customer's documents in the portal."""
	if frappe.db.exists("Portal User", {"parenttype": "Customer", "parent": customer, "user": user}):
		return
	frappe.get_doc(
		{
			"doctype": "Portal User",
			"parenttype": "Customer",
			"parentfield": "portal_users",
			"parent": customer,
			"user": user,
			"idx": frappe.db.count("Portal User", {"parenttype": "Customer", "parent": customer}) + 1,
		}
	).insert(ignore_permissions=True)  # see `make_user`
