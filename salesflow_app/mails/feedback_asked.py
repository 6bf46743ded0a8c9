"""Feedback asked: a client is asked what they think of our work, and reminded of it once.

The button is a personal link even for who has a login: a page that asks for a password first gets fewer answers.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import NotSent
from salesflow_app.salesflow_app.workflows.client_feedback import ASKED
from salesflow_app.signing import links
from salesflow_app.text.formats import date

EVENT, REMINDER = "Feedback Asked", "Feedback Reminder"


def send_asked(feedback: Document) -> None:
	"""Once."""
	entries.add(EVENT, feedback, f"{EVENT}:{feedback.name}")


def send_reminder(feedback: Document) -> None:
	"""Once, and never again."""
	entries.add(REMINDER, feedback, f"{REMINDER}:{feedback.name}")


def write_asked(feedback: Document, moment: frappe._dict) -> Mail:
	sentence = _(
		"Thank you for working with us. How did we do? Three questions, one minute: your answer goes to the people you work with, and to nobody outside our company."
	)
	return _write(feedback, _("How did we do? {0}"), sentence)


def write_reminder(feedback: Document, moment: frappe._dict) -> Mail:
	sentence = _(
		"We would still like to hear how we did. It takes a minute, and we will not remind you again."
	)
	return _write(feedback, _("Reminder: how did we do? {0}"), sentence)


def _write(feedback: Document, subject: str, sentence: str) -> Mail:
	if feedback.workflow_state != ASKED:
		raise NotSent(_("nobody waits for the answer any more"))
	subject_of_deal = get_title(feedback)
	token = links.get_token(feedback, feedback.recipient_email, feedback.recipient_name, links.FEEDBACK)
	return write_to_client(
		[feedback.recipient_email],
		subject.format(subject_of_deal),
		sentence,
		company=feedback.company,
		name=feedback.recipient_name,
		manager=feedback.account_manager,
		facts=[(_("About"), subject_of_deal), (_("Answer by"), date(feedback.valid_till))],
		button=(_("Give feedback"), get_url(f"/review/{token}")),
		secret=token,
	)


def get_title(feedback: Document) -> str:
	"""What the client knows the deal by: the title of the SOW, else the number of the order."""
	title = feedback.sow and frappe.db.get_value("SOW", feedback.sow, "title")
	return title or feedback.sales_order or feedback.customer_name
