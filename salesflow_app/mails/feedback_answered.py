"""Feedback answered: account manager and leader read what the client thinks."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.feedback import people, questions
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.text.formats import number

EVENT = "Feedback Answered"


def send_feedback_answered(feedback: Document) -> None:
	"""Once."""
	entries.add(EVENT, feedback, f"{EVENT}:{feedback.name}")


def write(feedback: Document, moment: frappe._dict) -> Mail:
	marks = [(row["words"], _("{0} of 5").format(row["mark"])) for row in questions.read(feedback)]
	words = [(_("In their words"), feedback.words)] if feedback.words else []
	return Mail(
		get_addresses(people.get_managers(feedback)),
		_("[Feedback {0} of 5] {1}").format(number(feedback.average_mark), feedback.customer_name),
		Message(
			_("{0} of {1} answered what they think of our work.").format(
				feedback.recipient_name, feedback.customer_name
			),
			facts=[*marks, *words],
			button=(_("Open Client Feedback"), get_url_to_form("Client Feedback", feedback.name)),
		),
	)
