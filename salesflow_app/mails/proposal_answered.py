"""Proposal answered: the account manager and the operations manager are told what the client decided."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.people import roles
from salesflow_app.text.formats import money

EVENT = "Proposal Answered"


def send_proposal_answered(proposal: Document, next_document: Document | None = None) -> None:
	"""When the client answered; `next_document` is the SOW or Sales Order that follows from it."""
	entries.add(
		EVENT,
		proposal,
		f"{EVENT}:{proposal.name}:{proposal.version}",
		state=proposal.workflow_state,
		reason=proposal.reason,
		follows=[next_document.doctype, next_document.name] if next_document else None,
	)


def write(proposal: Document, moment: frappe._dict) -> Mail:
	state = _(moment.state)
	return Mail(
		get_addresses([proposal.account_manager, *roles.get_operations_managers(proposal.company)]),
		_("{0}: {1} for {2}").format(state, proposal.title, proposal.customer_name),
		Message(
			_("{0} answered our proposal: {1}.").format(proposal.customer_name, state),
			facts=_get_facts(proposal, moment),
			button=(_("Open Work Proposal"), get_url_to_form(proposal.doctype, proposal.name)),
		),
	)


def _get_facts(proposal: Document, moment: frappe._dict) -> list[tuple[str, str]]:
	selected = [
		row.item_name or row.item_code for row in proposal.items if row.is_optional and row.is_selected
	]
	monthly = proposal.total_monthly and money(proposal.total_monthly, proposal.currency)
	follows = moment.follows and f"{_(moment.follows[0])} {moment.follows[1]}"
	facts = [
		(_("Proposal"), f"{proposal.title} ({proposal.name}, {_('version')} {proposal.version})"),
		(_("Answered by"), proposal.answered_by or proposal.contact_email),
		(_("Options selected"), ", ".join(selected)),
		(_("One-time (net)"), money(proposal.total_one_time, proposal.currency)),
		(_("Per month (net)"), monthly),
		(_("Client's comment"), moment.reason),
		(_("Next document"), follows),
	]
	return [(label, value) for label, value in facts if value]
