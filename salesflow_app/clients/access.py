"""Which documents a client may see in the portal, and who of the client may answer."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.salesflow_app.workflows import payment_milestone as milestone_states
from salesflow_app.salesflow_app.workflows import sow as sow_states
from salesflow_app.salesflow_app.workflows import work_proposal as proposal_states

VISIBLE_STATES = {
	"Work Proposal": (*proposal_states.CLIENT_VISIBLE, proposal_states.SUPERSEDED),
	"SOW": (*sow_states.CLIENT_VISIBLE, sow_states.TERMINATED),
	"Payment Milestone": tuple(
		state.name
		for state in milestone_states.PAYMENT_MILESTONE.states
		if state.name != milestone_states.WAIVED
	),
}
SIGNATORY_FIELDS = {"Work Proposal": "contact_email", "SOW": "signatory_email"}
PARTY_KEYS = {"Customer": "customers", "Lead": "leads"}
CONSENT_TEXTS = {
	"consent": "I agree to sign electronically. My name, the time and my network address are recorded with it.",
	"authority": "I am authorised to decide this for my company.",
	"delivery": "I accept this delivery for my company. My name, the time and my network address are recorded with it.",
}
"""The exact texts beside the ticks, translated where they are shown; they are stored with the evidence."""


def get_parties(user: str | None = None) -> frappe._dict:
	"""Customers and leads that a portal user speaks for: as portal user, as contact, or by the lead's e-mail."""
	user = user or frappe.session.user
	if user == "Guest":
		return frappe._dict(customers=set(), leads=set())
	contacts = _get_contacts(user)
	customers = set(frappe.get_all("Portal User", {"user": user, "parenttype": "Customer"}, pluck="parent"))
	leads = set(frappe.get_all("Lead", {"email_id": user}, pluck="name", order_by="name asc"))
	for link in frappe.get_all(
		"Dynamic Link",
		{
			"parenttype": "Contact",
			"parent": ("in", contacts or [""]),
			"link_doctype": ("in", ("Customer", "Lead")),
		},
		["link_doctype", "link_name"],
		order_by="parent asc",
	):
		(customers if link.link_doctype == "Customer" else leads).add(link.link_name)
	return frappe._dict(customers=customers, leads=leads)


def _get_contacts(user: str) -> list[str]:
	by_user = frappe.get_all("Contact", {"user": user}, pluck="name", order_by="name asc")
	by_mail = frappe.get_all(
		"Contact Email", {"email_id": user, "parenttype": "Contact"}, pluck="parent", order_by="parent asc"
	)
	return list({*by_user, *by_mail})


def is_visible(doc: Document, user: str | None = None) -> bool:
	"""May this portal user see the document?"""
	parties = get_parties(user)
	if doc.doctype == "Work Proposal":
		allowed = parties.customers if doc.proposal_to == "Customer" else parties.leads
		is_theirs = doc.party_name in allowed
	else:
		is_theirs = doc.customer in parties.customers
	if doc.doctype == "Sales Invoice":
		return is_theirs and doc.docstatus == 1
	return is_theirs and doc.workflow_state in VISIBLE_STATES[doc.doctype]


def get_visible(doctype: str, name: str, for_update: bool = False) -> Document:
	"""The document, if the session's user may see it.

	Otherwise DoesNotExistError, with the same words whether it exists or not.
	"""
	known = doctype in (*VISIBLE_STATES, "Sales Invoice")
	if known and frappe.session.user != "Guest" and frappe.db.exists(doctype, name):
		doc = _get_if_shown(doctype, name, for_update)
		if doc and is_visible(doc):
			return doc
	raise_not_found(doctype, name)


def _get_if_shown(doctype: str, name: str, for_update: bool) -> Document | None:
	"""None where `ClientDocument` hides it: its error would tell the difference over HTTP."""
	try:
		return frappe.get_doc(doctype, name, for_update=for_update)
	except frappe.DoesNotExistError:
		frappe.clear_last_message()
		return None


def raise_not_found(doctype: str, name: str) -> None:
	frappe.throw(
		_("{0} {1} not found").format(_(doctype), frappe.utils.escape_html(str(name))),
		frappe.DoesNotExistError,
	)


def list_visible(doctype: str, fields: list[str]) -> list[dict]:
	"""All documents of the DocType that the session's user may see, newest first."""
	parties = get_parties()
	if doctype == "Sales Invoice":
		filters = {"customer": ("in", parties.customers or [""]), "docstatus": 1}
		return frappe.get_all(doctype, filters, fields, order_by="posting_date desc, name desc")
	filters = {"workflow_state": ("in", VISIBLE_STATES[doctype])}
	if doctype != "Work Proposal":
		filters["customer"] = ("in", parties.customers or [""])
		return frappe.get_all(doctype, filters, fields, order_by="creation desc")
	rows = frappe.get_all(
		doctype,
		{**filters, "party_name": ("in", (parties.customers | parties.leads) or [""])},
		list({*fields, "proposal_to", "party_name"}),
		order_by="creation desc",
	)
	of = {"Customer": parties.customers, "Lead": parties.leads}
	return [row for row in rows if row.party_name in of.get(row.proposal_to, ())]


def is_client(user: str) -> bool:
	"""Is this a portal user who has been sent a proposal or a SOW?"""
	if user == "Guest" or frappe.get_cached_value("User", user, "user_type") != "Website User":
		return False
	parties = get_parties(user)
	sow = {"customer": ("in", parties.customers or [""]), "workflow_state": ("in", VISIBLE_STATES["SOW"])}
	return bool(frappe.db.exists("SOW", sow)) or any(
		_has_proposal(party_type, parties[key]) for party_type, key in PARTY_KEYS.items()
	)


def _has_proposal(party_type: str, parties: set[str]) -> bool:
	filters = {
		"proposal_to": party_type,
		"party_name": ("in", parties or [""]),
		"workflow_state": ("in", VISIBLE_STATES["Work Proposal"]),
	}
	return bool(frappe.db.exists("Work Proposal", filters))


def is_named_signatory(doc: Document, user: str | None = None) -> bool:
	"""Is this user the one person who may answer the document?"""
	email = doc.get(SIGNATORY_FIELDS[doc.doctype]) if doc.doctype in SIGNATORY_FIELDS else None
	if doc.doctype == "Payment Milestone":
		email = frappe.db.get_value("SOW", doc.sow, "signatory_email")
	return bool(email) and email.strip().lower() == (user or frappe.session.user).lower()
