"""Proposal sent: the client's contact gets the link to read and answer it, and the PDF."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.clients import access
from salesflow_app.mails.message import Mail
from salesflow_app.mails.sow_sent import add_note, get_closing
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.proposal.pdf import make_pdf
from salesflow_app.proposal.taxes import get_gross
from salesflow_app.rules.price_offer import MONTHLY, ONE_TIME
from salesflow_app.signing import links, recall
from salesflow_app.text.formats import date, money

EVENT = "Proposal Sent"


def send_proposal_sent(proposal: Document) -> None:
	"""When a version is sent, once."""
	key = f"{EVENT}:{proposal.name}:{proposal.version}"
	entries.add(EVENT, proposal, key, wait=recall.get_seconds(), version=proposal.version)


def write(proposal: Document, moment: frappe._dict) -> Mail:
	recall.validate_still_sent(proposal, moment)
	address, secret = get_way(proposal)
	return write_to_client(
		[proposal.contact_email],
		_("Our proposal: {0}").format(proposal.title),
		add_note(
			proposal,
			_("Our proposal is ready. Please read it online, then accept it, ask for changes or decline it."),
		),
		company=proposal.company,
		name=proposal.get_contact_name(),
		manager=proposal.account_manager,
		facts=[*get_facts(proposal), (_("Valid until"), date(proposal.valid_till))],
		button=(_("Read the proposal"), address),
		closing=get_closing(secret)
		or _("To open it, log in as {0}, either with “Login with Email Link” or with your password.").format(
			proposal.contact_email
		),
		get_attachments=lambda: attach_pdf(proposal),
		secret=secret,
	)


def get_way(proposal: Document) -> tuple[str, str]:
	"""The address where whoever answers reads it, and what of it is a secret."""
	name = proposal.delegate_name or proposal.get_contact_name()
	return links.get_way(
		proposal, access.get_answering(proposal), name, f"/salesflow/proposals/{proposal.name}"
	)


def get_facts(proposal: Document) -> list[tuple[str, str]]:
	"""What the client wants to know at a glance; never cost or margin."""
	facts = [(_("Proposal"), f"{proposal.title} ({proposal.name}, {_('version')} {proposal.version})")]
	gross = {billing: get_gross(proposal, billing) for billing in (ONE_TIME, MONTHLY)}
	for label, amount in (
		(_("One-time (net)"), proposal.total_one_time),
		(_("One-time, with tax"), proposal.total_one_time and gross[ONE_TIME]),
		(_("Per month (net)"), proposal.total_monthly),
		(_("Per month, with tax"), proposal.total_monthly and gross[MONTHLY]),
		(_("Optional (net)"), proposal.total_optional),
	):
		if amount:
			facts.append((label, money(amount, proposal.currency)))
	return facts


def attach_pdf(proposal: Document) -> list[dict]:
	pdf = make_pdf(proposal)
	return [{"fname": f"{proposal.name}.pdf", "fcontent": pdf}] if pdf else []
