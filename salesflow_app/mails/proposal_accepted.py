"""Proposal accepted: the client's contact has it in writing, and reads what comes next."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.mails import proposal_sent
from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import get_page_button, write_to_client
from salesflow_app.outbox import entries
from salesflow_app.sealing import copies
from salesflow_app.text import formats

EVENT = "Proposal Accepted"


def send_proposal_accepted(proposal: Document, follows: str) -> bool:
	"""When the client accepted, once; `follows` is the DocType of what comes next, SOW or Sales Order.

	`sealing/` sends it, once the sealed PDF is there or has to be waited for. False where it is out already.
	"""
	key = f"{EVENT}:{proposal.name}:{proposal.version}"
	return bool(entries.add(EVENT, proposal, key, follows=follows))


def write(proposal: Document, moment: frappe._dict) -> Mail:
	what_next = (
		_("Next, we will send you the Statement of Work for your signature.")
		if moment.follows == "SOW"
		else _("We are now preparing your order.")
	)
	recipients = [proposal.contact_email]
	return write_to_client(
		recipients,
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
		button=get_page_button(recipients, _("View the proposal"), f"/salesflow/proposals/{proposal.name}"),
		get_attachments=lambda: copies.attach(proposal) or proposal_sent.attach_pdf(proposal),
	)
