"""Which documents a client may see in the portal, and who of the client may answer.

What opens documents is the table *Portal Users* of the Customer, as far as our staff filled it; beside it a personal
link, which opens its own document alone (`signing/` says whether it still does).
"""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents import shared_names
from salesflow_app.documents.locks import lock_row
from salesflow_app.documents.visits import get_actor, get_visit
from salesflow_app.salesflow_app.workflows import client_feedback as feedback_states
from salesflow_app.salesflow_app.workflows import contract as msa_states
from salesflow_app.salesflow_app.workflows import payment_milestone as milestone_states
from salesflow_app.salesflow_app.workflows import sow as sow_states
from salesflow_app.salesflow_app.workflows import work_proposal as proposal_states

VISIBLE_STATES = {
	"Work Proposal": (*proposal_states.CLIENT_VISIBLE, proposal_states.SUPERSEDED),
	"SOW": (*sow_states.CLIENT_VISIBLE, sow_states.TERMINATED),
	"Contract": msa_states.CLIENT_VISIBLE,
	"Client Feedback": feedback_states.CLIENT_VISIBLE,
	"Payment Milestone": tuple(
		state.name
		for state in milestone_states.PAYMENT_MILESTONE.states
		if state.name != milestone_states.WAIVED
	),
}
DELEGATE = "delegate_email"
"""Who answers in place of the person named, as far as staff confirmed it."""
FACTS = {
	"Work Proposal": ["name", "workflow_state", "proposal_to", "party_name", "contact_email", DELEGATE],
	"SOW": ["name", "workflow_state", "customer", "signatory_email", DELEGATE],
	"Contract": ["name", "workflow_state", "party_type", "customer", "signatory_email", DELEGATE],
	"Payment Milestone": ["name", "workflow_state", "customer", "sow"],
	"Sales Invoice": ["name", "docstatus", "customer"],
	"Client Feedback": ["name", "workflow_state", "customer", "recipient_email"],
}
"""What says who may see a document and who may answer it."""
SIGNATORY_FIELDS = {
	"Work Proposal": "contact_email",
	"SOW": "signatory_email",
	"Contract": "signatory_email",
}
CONSENT_TEXTS = {
	"consent": "I agree to sign electronically. My name, the time and my IP address will be recorded.",
	"authority": "I am authorised to make this decision on behalf of my company.",
	"delivery": "I accept this delivery for my company. My name, the time and my IP address will be recorded.",
}
"""The exact texts of the tick boxes, translated where they are shown; they are stored with the evidence."""


def get_customers(user: str | None = None) -> set[str]:
	"""The customers whose documents a portal user may see, because our staff said so.

	Looked up once per request, and kept where Frappe keeps what it knows of the session: `frappe.set_user` drops both.
	"""
	user = user or frappe.session.user
	known = frappe.local.cache.setdefault("salesflow_customers", {})
	if user not in known:
		known[user] = _look_up_customers(user)
	return known[user]


def _look_up_customers(user: str) -> set[str]:
	"""Rows that no website user added. One without a giver is older than the app, or its giver has left."""
	if user == "Guest":
		return set()
	row, giver = frappe.qb.DocType("Portal User"), frappe.qb.DocType("User")
	return set(
		(
			frappe.qb.from_(row)
			.left_join(giver)
			.on(giver.name == row.salesflow_given_by)
			.select(row.parent)
			.where((row.user == user) & (row.parenttype == "Customer"))
			.where(giver.name.isnull() | (giver.user_type == "System User"))
		).run(pluck=True)
	)


def is_visible(doc: Document | frappe._dict, user: str | None = None) -> bool:
	"""May this portal user, or the recipient of the link, see the document? Of a row, `FACTS` are enough."""
	visit = None if user else get_visit()
	is_copy = bool(visit) and not visit.user
	is_theirs = visit.opens(doc) if is_copy else get_customer(doc) in get_customers(user)
	if doc.doctype == "Sales Invoice":
		return is_theirs and doc.docstatus == 1
	if doc.doctype == "Client Feedback" and not is_copy:
		is_theirs = (
			is_theirs and doc.recipient_email == (user or get_actor()).lower()
		)  # not their colleagues'
	return is_theirs and doc.workflow_state in VISIBLE_STATES[doc.doctype]


def get_customer(doc: Document | frappe._dict) -> str | None:
	"""Whose document it is. A proposal to a lead is the customer's from the moment it is sent."""
	if doc.doctype == "Work Proposal":
		return doc.party_name if doc.proposal_to == "Customer" else None
	if doc.doctype == "Contract" and doc.party_type != "Customer":
		return None
	return doc.customer


def get_visible(doctype: str, name: str) -> Document:
	"""The document, if the session's user may see it.

	Otherwise DoesNotExistError, with the same words whether it exists or not.
	"""
	if _may_ask(doctype, name):
		doc = _get_if_shown(doctype, name)
		if doc and is_visible(doc):
			return doc
	raise_not_found(doctype, name)


def get_visible_facts(doctype: str, name: str) -> frappe._dict:
	"""State, party and signatory of a document that the session's user may see, else the same error."""
	if _may_ask(doctype, name):
		row = shared_names.get_values(doctype, name, FACTS[doctype])
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


def _may_ask(doctype: str, name: str) -> bool:
	"""Who logged in may ask for anything, who came by link for its document alone."""
	if visit := get_visit():
		return visit.opens(frappe._dict(doctype=doctype, name=name))
	return doctype in FACTS and frappe.session.user != "Guest"


def _get_if_shown(doctype: str, name: str, for_update: bool = False) -> Document | None:
	"""None where there is none, and where `ClientDocument` hides it: its error would tell the difference over HTTP."""
	try:
		return shared_names.load(doctype, name, for_update)
	except frappe.DoesNotExistError:
		frappe.clear_last_message()
		return None


def raise_not_found(doctype: str, name: str) -> None:
	frappe.throw(
		_("{0} {1} not found").format(_(doctype), frappe.utils.escape_html(str(name))),
		frappe.DoesNotExistError,
	)


def list_visible(doctype: str, fields: list[str], start: int = 0, limit: int = 0) -> list[dict]:
	"""Documents of the DocType that the session's user may see, newest first: all, or `limit` of them from `start`."""
	order_by = "posting_date desc, name desc" if doctype == "Sales Invoice" else "creation desc"
	filters = _get_filters(doctype, get_customers())
	return shared_names.list_values(
		doctype, filters, fields, order_by=order_by, limit_start=start, limit_page_length=limit
	)


def _get_filters(doctype: str, customers: set[str]) -> dict:
	of_theirs = ("in", sorted(customers) or [""])
	if doctype == "Sales Invoice":
		return {"customer": of_theirs, "docstatus": 1}
	party = {"customer": of_theirs}
	if doctype == "Client Feedback":
		party["recipient_email"] = get_actor().lower()
	if doctype == "Work Proposal":
		party = {"proposal_to": "Customer", "party_name": of_theirs}
	if doctype == "Contract":
		party = {"party_type": "Customer", "customer": of_theirs}
	return {**party, "workflow_state": ("in", VISIBLE_STATES[doctype])}


def is_client(user: str) -> bool:
	"""Is this a portal user who has been sent a proposal, a SOW or an MSA?"""
	if user == "Guest" or frappe.get_cached_value("User", user, "user_type") != "Website User":
		return False
	customers = get_customers(user)
	return bool(customers) and any(
		frappe.db.exists(doctype, shared_names.translate(doctype, _get_filters(doctype, customers)))
		for doctype in SIGNATORY_FIELDS
	)


def is_named_signatory(doc: Document, user: str | None = None) -> bool:
	"""Is this user, or the recipient of the link, the one person who may answer the document?"""
	visit = None if user else get_visit()
	if visit and not (visit.is_signer and visit.opens(doc)):
		return False
	email = get_answering(doc)
	return bool(email) and email.strip().lower() == (user or get_actor()).lower()


def get_answering(doc: Document) -> str | None:
	"""The address of the one person who answers: the one named, or whom they delegated it to."""
	if doc.doctype == "Payment Milestone":
		return frappe.db.get_value("SOW", doc.sow, "signatory_email")
	field = SIGNATORY_FIELDS.get(doc.doctype)
	return (doc.get(DELEGATE) or doc.get(field)) if field else None
