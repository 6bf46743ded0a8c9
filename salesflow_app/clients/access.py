"""Which documents a client may see in the portal, and who of the client may answer."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents.locks import lock_row
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
FACTS = {
	"Work Proposal": ["name", "workflow_state", "proposal_to", "party_name", "contact_email"],
	"SOW": ["name", "workflow_state", "customer", "signatory_email"],
	"Payment Milestone": ["name", "workflow_state", "customer", "sow"],
	"Sales Invoice": ["name", "docstatus", "customer"],
}
"""What says who may see a document and who may answer it."""
SIGNATORY_FIELDS = {"Work Proposal": "contact_email", "SOW": "signatory_email"}
PARTY_KEYS = {"Customer": "customers", "Lead": "leads"}
CONSENT_TEXTS = {
	"consent": "I agree to sign electronically. My name, the time and my IP address will be recorded.",
	"authority": "I am authorised to make this decision on behalf of my company.",
	"delivery": "I accept this delivery for my company. My name, the time and my IP address will be recorded.",
}
"""The exact texts of the tick boxes, translated where they are shown; they are stored with the evidence."""


def get_parties(user: str | None = None) -> frappe._dict:
	"""Customers and leads that a portal user speaks for: as portal user, as contact, or by the lead's e-mail.

	Looked up once per request, and kept where Frappe keeps what it knows of the session: `frappe.set_user` drops both.
	"""
	user = user or frappe.session.user
	known = frappe.local.cache.setdefault("salesflow_parties", {})
	if user not in known:
		known[user] = _look_up_parties(user)
	return known[user]


def _look_up_parties(user: str) -> frappe._dict:
	if user == "Guest":
		return frappe._dict(customers=set(), leads=set())
	customers = set(frappe.get_all("Portal User", {"user": user, "parenttype": "Customer"}, pluck="parent"))
	leads = set(frappe.get_all("Lead", {"email_id": user}, pluck="name", order_by="name asc"))
	for link in _get_contact_links(user):
		(customers if link.link_doctype == "Customer" else leads).add(link.link_name)
	return frappe._dict(customers=customers, leads=leads)


def _get_contact_links(user: str) -> list[frappe._dict]:
	"""What the contacts of this person belong to: those with the user, and those with the address."""
	link, contact = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Contact")
	email = frappe.qb.DocType("Contact Email")
	links = (
		frappe.qb.from_(link)
		.select(link.link_doctype, link.link_name)
		.where((link.parenttype == "Contact") & link.link_doctype.isin(["Customer", "Lead"]))
	)
	by_user = links.join(contact).on(contact.name == link.parent).where(contact.user == user)
	by_mail = (
		links.join(email)
		.on((email.parent == link.parent) & (email.parenttype == "Contact"))
		.where(email.email_id == user)
	)
	return by_user.run(as_dict=True) + by_mail.run(as_dict=True)


def is_visible(doc: Document | frappe._dict, user: str | None = None) -> bool:
	"""May this portal user see the document? Of a row, `FACTS` are enough."""
	parties = get_parties(user)
	if doc.doctype == "Work Proposal":
		allowed = parties.customers if doc.proposal_to == "Customer" else parties.leads
		is_theirs = doc.party_name in allowed
	else:
		is_theirs = doc.customer in parties.customers
	if doc.doctype == "Sales Invoice":
		return is_theirs and doc.docstatus == 1
	return is_theirs and doc.workflow_state in VISIBLE_STATES[doc.doctype]


def get_visible(doctype: str, name: str) -> Document:
	"""The document, if the session's user may see it.

	Otherwise DoesNotExistError, with the same words whether it exists or not.
	"""
	if _may_ask(doctype):
		doc = _get_if_shown(doctype, name)
		if doc and is_visible(doc):
			return doc
	raise_not_found(doctype, name)


def get_visible_facts(doctype: str, name: str) -> frappe._dict:
	"""State, party and signatory of a document that the session's user may see, else the same error."""
	if _may_ask(doctype):
		row = frappe.db.get_value(doctype, name, FACTS[doctype], as_dict=True)
		if row and is_visible(doc := frappe._dict(row, doctype=doctype)):
			return doc
	raise_not_found(doctype, name)


def lock_visible(doctype: str, name: str) -> Document:
	"""The visible document, locked and as it is now. Who may not see it does not hold its row either."""
	get_visible_facts(doctype, name)
	lock_row(doctype, name)
	doc = _get_if_shown(doctype, name, for_update=True)
	if doc and is_visible(doc):
		return doc
	raise_not_found(doctype, name)


def _may_ask(doctype: str) -> bool:
	return doctype in FACTS and frappe.session.user != "Guest"


def _get_if_shown(doctype: str, name: str, for_update: bool = False) -> Document | None:
	"""None where there is none, and where `ClientDocument` hides it: its error would tell the difference over HTTP."""
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
		filters = {"customer": ("in", sorted(parties.customers) or [""]), "docstatus": 1}
		return frappe.get_all(doctype, filters, fields, order_by="posting_date desc, name desc")
	filters = {"workflow_state": ("in", VISIBLE_STATES[doctype])}
	if doctype != "Work Proposal":
		filters["customer"] = ("in", sorted(parties.customers) or [""])
		return frappe.get_all(doctype, filters, fields, order_by="creation desc")
	rows = frappe.get_all(
		doctype,
		{**filters, "party_name": ("in", sorted(parties.customers | parties.leads) or [""])},
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
	sow = {
		"customer": ("in", sorted(parties.customers) or [""]),
		"workflow_state": ("in", VISIBLE_STATES["SOW"]),
	}
	return bool(frappe.db.exists("SOW", sow)) or any(
		_has_proposal(party_type, parties[key]) for party_type, key in PARTY_KEYS.items()
	)


def _has_proposal(party_type: str, parties: set[str]) -> bool:
	filters = {
		"proposal_to": party_type,
		"party_name": ("in", sorted(parties) or [""]),
		"workflow_state": ("in", VISIBLE_STATES["Work Proposal"]),
	}
	return bool(frappe.db.exists("Work Proposal", filters))


def is_named_signatory(doc: Document, user: str | None = None) -> bool:
	"""Is this user the one person who may answer the document?"""
	email = doc.get(SIGNATORY_FIELDS[doc.doctype]) if doc.doctype in SIGNATORY_FIELDS else None
	if doc.doctype == "Payment Milestone":
		email = frappe.db.get_value("SOW", doc.sow, "signatory_email")
	return bool(email) and email.strip().lower() == (user or frappe.session.user).lower()
