"""Answer reminder: a proposal or SOW is about to expire, and the client has not answered it."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.clients import access
from salesflow_app.mails import msa_sent, proposal_sent, sow_sent
from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import NotSent
from salesflow_app.salesflow_app.workflows import contract, sow, work_proposal
from salesflow_app.signing.providers.choosing import get_provider
from salesflow_app.text.formats import date

EVENT = "Answer Reminder"
OPEN = {
	"SOW": sow.CLIENT_OPEN,
	"Work Proposal": work_proposal.CLIENT_OPEN,
	"Contract": contract.CLIENT_OPEN,
}


def send_answer_reminder(doc: Document) -> None:
	"""Once for each version and last day."""
	entries.add(EVENT, doc, f"{EVENT}:{doc.name}:{doc.version}:{doc.valid_till}")


def write(doc: Document, moment: frappe._dict) -> Mail:
	if doc.workflow_state not in OPEN[doc.doctype]:
		raise NotSent(_("the client has answered meanwhile"))
	if doc.doctype == "Contract":
		return msa_sent.write_reminder(doc)
	return _write_about_sow(doc) if doc.doctype == "SOW" else _write_about_proposal(doc)


def _write_about_sow(doc: Document) -> Mail:
	address, secret = sow_sent.get_way(doc)
	return write_to_client(
		[access.get_answering(doc)],
		_("Reminder: {0} can be signed until {1}").format(doc.title, date(doc.valid_till)),
		_get_request(doc),
		company=doc.company,
		name=doc.delegate_name or doc.signatory_name,
		manager=doc.account_manager,
		facts=sow_sent.get_facts(doc),
		button=(sow_sent.get_label(doc), address),
		closing=sow_sent.get_closing(secret),
		secret=secret,
	)


def _get_request(doc: Document) -> str:
	provider = get_provider(doc)
	if provider.signs_here:
		return _(
			"Your Statement of Work is still waiting for your signature. Please sign it, or tell us what to change."
		)
	return _(
		"Your Statement of Work is still waiting for your signature. Please use the link in the email from {0}, or tell us what to change."
	).format(provider.name)


def _write_about_proposal(doc: Document) -> Mail:
	address, secret = proposal_sent.get_way(doc)
	return write_to_client(
		[access.get_answering(doc)],
		_("Reminder: our proposal {0} is valid until {1}").format(doc.title, date(doc.valid_till)),
		_("Our proposal is still waiting for your answer. Please accept it, ask for changes or decline it."),
		company=doc.company,
		name=doc.delegate_name or doc.get_contact_name(),
		manager=doc.account_manager,
		facts=[*proposal_sent.get_facts(doc), (_("Valid until"), date(doc.valid_till))],
		button=(_("Read the proposal"), address),
		closing=sow_sent.get_closing(secret),
		secret=secret,
	)
