"""The people of both sides as a page shows them: names, and the one address to ask."""

import frappe
from frappe.model.document import Document

from salesflow_app.clients import access
from salesflow_app.documents.visits import get_actor_name


def get_contact(doc: Document) -> dict[str, str] | None:
	"""Whom to ask on our side: the account manager's name and e-mail address."""
	user = doc.get("account_manager")
	found = user and frappe.get_cached_value("User", user, ["full_name", "email", "enabled"], as_dict=True)
	return {"name": found.full_name or found.email, "email": found.email} if found and found.enabled else None


def get_reader(doc: Document) -> dict[str, str | bool]:
	"""Who reads the page, who may answer, and whether they are the same person."""
	return {
		"is_named": access.is_named_signatory(doc),
		"full_name": get_actor_name(),
		"named_person": _get_named_person(doc),
	}


def _get_named_person(doc: Document) -> str:
	if doc.get(access.DELEGATE):
		return doc.delegate_name
	if doc.doctype in ("SOW", "Contract"):
		return doc.signatory_name or doc.signatory_email or ""
	contact = doc.get("contact_person")
	names = contact and frappe.db.get_value("Contact", contact, ["first_name", "last_name"])
	email = doc.get("contact_email") or ""
	return " ".join(filter(None, names or ())) or frappe.get_cached_value("User", email, "full_name") or email
