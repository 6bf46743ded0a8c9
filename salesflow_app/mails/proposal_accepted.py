"""Proposal accepted: the client's contact has it in writing, and reads what comes next."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from salesflow_app.mails import proposal_sent
from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.text import formats

EVENT = "Proposal Accepted"


def send_proposal_accepted(proposal: Document, next_document: Document) -> None:
	"""When the client accepted, once; `next_document` is the SOW or Sales Order that follows."""
	entries.add(EVENT, proposal, f"{EVENT}:{proposal.name}:{proposal.version}", follows=next_document.doctype)


def write(proposal: Document, moment: frappe._dict) -> Mail:
	what_next = (
		_("Next, we will send you the Statement of Work for your signature.")
		if moment.follows == "SOW"
		else _("We are now preparing your order.")
	)
	return write_to_client(
		[proposal.contact_email],
		_("Accepted: {0}").format(proposal.title),
		_("Thank you for accepting our proposal. {0}").format(what_next),
		company=proposal.company,
		name=proposal.get_contact_name(),
		manager=proposal.account_manager,
		facts=[
			*proposal_sent.get_facts(proposal),
			(_("Accepted by"), proposal.answered_by),
			(_("Accepted on"), formats.moment(proposal.answered_on)),
		],
		button=(_("View the proposal"), get_url(f"/salesflow/proposals/{proposal.name}")),
		get_attachments=lambda: proposal_sent.attach_pdf(proposal),
	)
