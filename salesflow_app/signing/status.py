"""What a personal link still opens: computed from the link and its document, each time somebody comes with it."""

import frappe
from frappe.utils import getdate, today

from salesflow_app.clients import access
from salesflow_app.documents import shared_names
from salesflow_app.people.accounts import get_enabled
from salesflow_app.people.contacts import find_confirmed
from salesflow_app.salesflow_app.workflows import client_feedback, contract, sow, work_proposal
from salesflow_app.signing.links import SIGN, get_now

OPEN, ANSWERED, REPLACED, REVOKED, EXPIRED, WITHDRAWN = (
	"open answered replaced revoked expired withdrawn".split()
)
OPEN_STATES = {
	"SOW": sow.CLIENT_OPEN,
	"Work Proposal": work_proposal.CLIENT_OPEN,
	"Contract": contract.CLIENT_OPEN,
	"Client Feedback": (client_feedback.ASKED,),
}
ANSWERED_STATES = {
	"SOW": (*sow.BINDING, sow.DECLINED, sow.CHANGES_REQUESTED),
	"Contract": (contract.SIGNED, contract.ENDED, contract.DECLINED, contract.CHANGES_REQUESTED),
	"Work Proposal": (work_proposal.ACCEPTED, work_proposal.DECLINED, work_proposal.CHANGES_REQUESTED),
	"Client Feedback": (client_feedback.ANSWERED,),
}
WITHDRAWN_STATES = (sow.TERMINATED, client_feedback.WITHDRAWN)
FACTS = ["workflow_state", "version", "content_hash", "valid_till"]


def get_status(link: frappe._dict) -> str:
	"""One of the words above; only OPEN shows the document, and takes a first answer."""
	if link.revoked_on:
		return REVOKED
	facts = get_facts(link)
	if not facts:
		return WITHDRAWN
	if _is_other_version(link, facts):
		return REPLACED
	if facts.workflow_state in WITHDRAWN_STATES:
		return WITHDRAWN
	if not has_access(link):
		return REVOKED
	if facts.workflow_state in ANSWERED_STATES[link.reference_doctype]:
		return ANSWERED
	if facts.workflow_state not in OPEN_STATES[link.reference_doctype]:
		return EXPIRED if facts.workflow_state == sow.EXPIRED else REPLACED
	return EXPIRED if _is_over(link, facts) else OPEN


def get_facts(link: frappe._dict) -> frappe._dict | None:
	return shared_names.get_values(link.reference_doctype, link.reference_name, FACTS)


def _is_other_version(link: frappe._dict, facts: frappe._dict) -> bool:
	return (facts.version, facts.content_hash) != (link.document_version, link.content_hash)


def _is_over(link: frappe._dict, facts: frappe._dict) -> bool:
	is_past_last_day = bool(facts.valid_till) and getdate(facts.valid_till) < getdate(today())
	return is_past_last_day or link.expires_at <= get_now()


def has_access(link: frappe._dict) -> bool:
	"""Is the recipient still who they were: an enabled user who may see the customer, with the address we knew?"""
	customer = get_customer(link)
	if link.contact and not find_confirmed("Customer", customer, link.recipient_email):
		return False
	return link.purpose != SIGN or (
		bool(get_enabled([link.user])) and customer in access.get_customers(link.user)
	)


def get_customer(link: frappe._dict) -> str:
	is_named_so = link.reference_doctype in ("SOW", "Client Feedback")
	field = "customer" if is_named_so else "party_name"  # a Contract's, too
	return frappe.db.get_value(link.reference_doctype, link.reference_name, field)
