"""The approver's page: its address, and Frappe's links in mails, which lead there instead of changing a state."""

import frappe
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.approval.levels import TABLES

PAGE = "salesflow-approval"
FRAPPES = "frappe.workflow.doctype.workflow_action.workflow_action"
OURS = (*TABLES, "Salesflow Master Document", "Payment Milestone", "Discovery", "Delivery Note")
"""Documents with a life cycle of ours: a link alone changes no state of theirs."""


def get_url(doctype: str, name: str) -> str:
	"""Where an approver decides about the document, after login."""
	slug = doctype.lower().replace(" ", "-")
	desk, _slash, rest = get_url_to_form(doctype, name).partition(f"/{slug}/")
	return f"{desk}/{PAGE}/{slug}/{rest}"


def get_title(doc: Document) -> str:
	"""What the document is called. The title of an order is ERPNext's place holder, which nobody filled in."""
	return doc.name if doc.doctype == "Sales Order" else doc.get("title") or doc.name


@frappe.whitelist(allow_guest=True)  # Frappe's own is; what is ours asks for a login behind the link
def apply_action(
	action: str,
	doctype: str,
	docname: str,
	current_state: str,
	user: str | None = None,
	last_modified: str | None = None,
) -> None:
	"""Frappe's link *Approve* in a workflow mail: for our documents it only leads to the desk."""
	if doctype in OURS:
		return _lead_to_desk(doctype, docname)
	frappes = frappe.get_attr(f"{FRAPPES}.apply_action")
	return frappes(action, doctype, docname, current_state, user, last_modified)


@frappe.whitelist(allow_guest=True)  # Frappe's own is; what is ours asks for a login behind the link
def confirm_action(doctype: str, docname: str, user: str, action: str) -> None:
	"""Frappe's confirmation of such a link, which acts as the user named in it: never for our documents."""
	if doctype in OURS:
		return _lead_to_desk(doctype, docname)
	frappes = frappe.get_attr(f"{FRAPPES}.confirm_action")
	return frappes(doctype, docname, user, action)


def _lead_to_desk(doctype: str, name: str) -> None:
	"""The desk asks a guest to log in, and says no more of a document than its reader may see."""
	url = get_url(doctype, name) if doctype in TABLES else get_url_to_form(doctype, name)
	frappe.local.response.update({"type": "redirect", "location": url})
