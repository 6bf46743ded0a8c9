"""Milestone notice: account manager reports a milestone, operations get all they need to invoice it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import resolve
from salesflow_app.milestone.notice import get_text
from salesflow_app.milestone.notice_blocks import get_blocks
from salesflow_app.milestone.notice_facts import get_facts
from salesflow_app.outbox import entries
from salesflow_app.rules import notice
from salesflow_app.text.sentences import translate

EVENT = "Milestone Notice"


def get_key(milestone: Document) -> str:
	"""A milestone that was returned with a question and reported again has a new number of notice."""
	return f"{EVENT}:{milestone.name}:{milestone.notice_no}"


def send_milestone_notice(milestone: Document) -> None:
	"""When a milestone is reported to billing."""
	entries.add(EVENT, milestone, get_key(milestone))


def get_intro(milestone: Document) -> str:
	"""Who says so; a month of a retainer begins by itself."""
	if not milestone.reported_by:
		return _("A month of a retainer has begun and is ready to bill.")
	return _("{0} has reported a milestone as ready to bill.").format(get_fullname(milestone.reported_by))


def write(milestone: Document, moment: frappe._dict) -> Mail:
	facts = get_facts(milestone)
	rows = []
	for title, lines in get_blocks(milestone, facts):
		rows += [[title if number == 0 else "", label, value] for number, (label, value) in enumerate(lines)]
	return Mail(
		resolve(EVENT, milestone, account_manager=milestone.account_manager),
		translate(notice.subject(facts)),
		Message(
			text_html=get_text(milestone),
			intro=get_intro(milestone),
			table=([_("Block"), _("Field"), _("Value")], rows),
			button=(_("Open Milestone"), get_url_to_form("Payment Milestone", milestone.name)),
			closing=_("Open it to create the draft invoice, return it with a question, or put it on hold."),
		),
	)
