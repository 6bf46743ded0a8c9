"""Proposal review: requested, approved, or sent back with a reason. No mail names cost or margin."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.approval.links import get_url
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date, money

ASKED = "Proposal Review"
APPROVED = "Proposal Approved"
SENT_BACK = "Proposal Sent Back"


def send_review_asked(proposal: Document, approvers: list[str], level: int = 1) -> None:
	"""Ask those who can approve this level of the proposal to review it."""
	key = f"{ASKED}:{proposal.name}:{proposal.modified}:{level}"
	entries.add(ASKED, proposal, key, approvers=approvers)


def send_approved(proposal: Document) -> None:
	"""Tell the account manager that the proposal can be sent."""
	_add(APPROVED, proposal, approved_by=proposal.approved_by)


def send_back(proposal: Document) -> None:
	"""Tell the account manager why the proposal came back, unless they revised it themselves."""
	if proposal.modified_by != proposal.account_manager:
		_add(SENT_BACK, proposal, reason=proposal.reason)


def _add(event: str, proposal: Document, **payload) -> None:
	"""Each round of review sends its mail once."""
	entries.add(event, proposal, f"{event}:{proposal.name}:{proposal.modified}", **payload)


def write_asked(proposal: Document, moment: frappe._dict) -> Mail:
	return _write(
		proposal,
		moment.approvers,
		_("Please review: {0} for {1}"),
		_("{0} has asked you to review a Work Proposal.").format(get_fullname(moment.actor)),
		button=(_("Review and Decide"), get_url(proposal.doctype, proposal.name)),
	)


def write_approved(proposal: Document, moment: frappe._dict) -> Mail:
	return _write(
		proposal,
		[proposal.account_manager],
		_("Approved: {0} for {1}"),
		_("{0} approved the Work Proposal. You can now send it to the client.").format(
			get_fullname(moment.approved_by)
		),
	)


def write_sent_back(proposal: Document, moment: frappe._dict) -> Mail:
	return _write(
		proposal,
		[proposal.account_manager],
		_("Sent back: {0} for {1}"),
		_("{0} returned the Work Proposal to draft.").format(get_fullname(moment.actor)),
		[(_("Reason"), moment.reason or "–")],
	)


def _write(
	proposal: Document,
	users: list[str],
	subject: str,
	intro: str,
	facts: list[tuple[str, str]] | None = None,
	button: tuple[str, str] | None = None,
) -> Mail:
	return Mail(
		get_addresses(users),
		subject.format(proposal.title, proposal.customer_name),
		Message(
			intro,
			facts=[*_get_facts(proposal), *(facts or [])],
			button=button or (_("Open Work Proposal"), get_url_to_form(proposal.doctype, proposal.name)),
		),
	)


def _get_facts(proposal: Document) -> list[tuple[str, str]]:
	return [
		(_("Proposal"), f"{proposal.title} ({proposal.name}, {_('version')} {proposal.version})"),
		(_("Client"), proposal.customer_name),
		(_("One-time (net)"), money(proposal.total_one_time, proposal.currency)),
		(_("Per month (net)"), money(proposal.total_monthly, proposal.currency)),
		(_("Valid until"), date(proposal.valid_till) or "–"),
	]
