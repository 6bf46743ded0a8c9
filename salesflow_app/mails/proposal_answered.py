"""Proposal answered: account manager and operations manager learn what the client said."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, get_url_to_form

from salesflow_app.mails import outbox
from salesflow_app.people import roles


def send_proposal_answered(proposal: Document, next_document: Document | None = None) -> None:
	"""Queue the mail about the client's answer; `next_document` is the SOW or Sales Order that follows from it."""
	state = _(proposal.workflow_state)
	outbox.send(
		"Proposal Answered",
		proposal,
		outbox.get_addresses([proposal.account_manager, *roles.get_operations_managers(proposal.company)]),
		_("{0}: {1} for {2}").format(state, proposal.title, proposal.customer_name),
		outbox.Message(
			_("{0} answered our proposal: {1}.").format(proposal.customer_name, state),
			facts=get_facts(proposal, next_document),
			button=(_("Open the Work Proposal"), get_url_to_form(proposal.doctype, proposal.name)),
		),
		key=f"Proposal Answered:{proposal.name}:{proposal.version}",
	)


def get_facts(proposal: Document, next_document: Document | None) -> list[tuple[str, str]]:
	facts = [
		(_("Proposal"), f"{proposal.title} ({proposal.name}, {_('version')} {proposal.version})"),
		(_("Answered by"), proposal.answered_by or proposal.contact_email),
	]
	selected = [
		row.item_name or row.item_code for row in proposal.items if row.is_optional and row.is_selected
	]
	if selected:
		facts.append((_("Options selected"), ", ".join(selected)))
	facts.append((_("One-time (net)"), fmt_money(proposal.total_one_time, currency=proposal.currency)))
	if proposal.total_monthly:
		facts.append((_("Per month (net)"), fmt_money(proposal.total_monthly, currency=proposal.currency)))
	if proposal.reason:
		facts.append((_("The client's words"), proposal.reason))
	if next_document:
		facts.append((_("What follows"), f"{_(next_document.doctype)} {next_document.name}"))
	return facts
