"""Proposal review: asked for, done, or sent back with a reason. Between staff; no mail names cost or margin."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate, get_fullname, get_url_to_form

from salesflow_app.mails import outbox


def send_review_asked(proposal: Document, approvers: list[str]) -> None:
	"""Ask those who can approve the proposal for their review."""
	_send(
		"Proposal Review",
		proposal,
		approvers,
		_("Please review: {0} for {1}").format(proposal.title, proposal.customer_name),
		_("{0} asks for your review of a Work Proposal.").format(get_fullname(proposal.modified_by)),
	)


def send_approved(proposal: Document) -> None:
	"""Tell the account manager that the proposal can be sent."""
	_send(
		"Proposal Approved",
		proposal,
		[proposal.account_manager],
		_("Approved: {0} for {1}").format(proposal.title, proposal.customer_name),
		_("{0} approved the Work Proposal. It can be sent to the client now.").format(
			get_fullname(proposal.approved_by)
		),
	)


def send_back(proposal: Document) -> None:
	"""Tell the account manager why the proposal came back; a proposal that he revises himself sends nothing."""
	if proposal.modified_by == proposal.account_manager:
		return
	_send(
		"Proposal Sent Back",
		proposal,
		[proposal.account_manager],
		_("Sent back: {0} for {1}").format(proposal.title, proposal.customer_name),
		_("{0} set the Work Proposal back to draft.").format(get_fullname(proposal.modified_by)),
		[(_("Reason"), proposal.reason or "–")],
	)


def _send(
	event: str, proposal: Document, users: list[str], subject: str, intro: str, facts: list | None = None
) -> None:
	"""Each round of review sends its mail once."""
	outbox.send(
		event,
		proposal,
		outbox.get_addresses(users),
		subject,
		outbox.Message(
			intro,
			facts=[
				(_("Proposal"), f"{proposal.title} ({proposal.name}, {_('version')} {proposal.version})"),
				(_("Client"), proposal.customer_name),
				(_("One-time (net)"), fmt_money(proposal.total_one_time, currency=proposal.currency)),
				(_("Per month (net)"), fmt_money(proposal.total_monthly, currency=proposal.currency)),
				(_("Valid until"), formatdate(proposal.valid_till) if proposal.valid_till else "–"),
				*(facts or []),
			],
			button=(_("Open the Work Proposal"), get_url_to_form(proposal.doctype, proposal.name)),
		),
		key=f"{event}:{proposal.name}:{proposal.modified}",
	)
