"""Proposal sent: the client's contact gets the link to read and answer it, and the PDF."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate, get_fullname, get_url

from salesflow_app.mails.message import Mail, Message
from salesflow_app.outbox import entries
from salesflow_app.proposal.pdf import make_pdf

EVENT = "Proposal Sent"


def send_proposal_sent(proposal: Document) -> None:
	"""When a version is sent, once."""
	entries.add(EVENT, proposal, f"{EVENT}:{proposal.name}:{proposal.version}")


def write(proposal: Document, moment: frappe._dict) -> Mail:
	pdf = make_pdf(proposal)
	manager = proposal.account_manager
	return Mail(
		[proposal.contact_email],
		_("Our proposal: {0}").format(proposal.title),
		Message(
			_(
				"Dear {0},\n\nOur proposal is ready. Please read it online, then accept it, ask for changes or decline it."
			).format(proposal.get_contact_name()),
			facts=_get_facts(proposal),
			button=(_("Read the proposal"), get_url(f"/salesflow/proposals/{proposal.name}")),
			closing=_(
				"To open it, log in as {0}, either with “Login with Email Link” or with your password.\nYour contact: {1}, {2}"
			).format(proposal.contact_email, get_fullname(manager), manager),
		),
		[{"fname": f"{proposal.name}.pdf", "fcontent": pdf}] if pdf else [],
	)


def _get_facts(proposal: Document) -> list[tuple[str, str]]:
	"""What the client wants to know at a glance; never cost or margin."""
	facts = [(_("Proposal"), f"{proposal.title} ({proposal.name}, {_('version')} {proposal.version})")]
	for label, amount in (
		(_("One-time (net)"), proposal.total_one_time),
		(_("Per month (net)"), proposal.total_monthly),
		(_("Optional (net)"), proposal.total_optional),
	):
		if amount:
			facts.append((label, fmt_money(amount, currency=proposal.currency)))
	facts.append((_("Valid until"), formatdate(proposal.valid_till)))
	return facts
