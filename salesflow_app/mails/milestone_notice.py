"""Milestone notice: account manager reports a milestone, operations get all they need to invoice it (seed 0, stage 4)."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.mails import outbox
from salesflow_app.milestone.notice import get_blocks, get_facts
from salesflow_app.rules import notice


def send_milestone_notice(milestone: Document) -> None:
	"""Queue the notice; a milestone that was returned with a question and reported again sends it again."""
	facts = get_facts(milestone)
	rows = []
	for title, lines in get_blocks(milestone, facts):
		rows += [[title if number == 0 else "", label, value] for number, (label, value) in enumerate(lines)]
	outbox.send(
		"Milestone Notice",
		milestone,
		outbox.resolve("Milestone Notice", milestone, account_manager=milestone.account_manager),
		notice.subject(facts),
		outbox.Message(
			_("{0} reports a milestone that can be billed.").format(
				frappe.utils.get_fullname(milestone.reported_by)
			),
			table=([_("Block"), _("Field"), _("Value")], rows),
			button=(
				_("Open the milestone"),
				frappe.utils.get_url_to_form("Payment Milestone", milestone.name),
			),
			closing=_("From there: create the draft invoice, return it with a question, or put it on hold."),
		),
		key=f"Milestone Notice:{milestone.name}:{milestone.notice_no}",
	)
