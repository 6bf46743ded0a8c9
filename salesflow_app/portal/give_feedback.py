"""The client says what they think of our work: three marks and, if they like, a text. Once."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from salesflow_app.clients import access
from salesflow_app.documents.lifecycle import move
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.evidence.canonical import text_hash
from salesflow_app.feedback.people import get_managers
from salesflow_app.mails.feedback_answered import send_feedback_answered
from salesflow_app.people import tasks
from salesflow_app.portal import acts, answers
from salesflow_app.rules.feedback import MarkError, get_average, has_low, read_marks
from salesflow_app.salesflow_app.workflows import CLIENT
from salesflow_app.salesflow_app.workflows.client_feedback import ANSWERED, ASKED, LOW_MARKS

DOCTYPE = "Client Feedback"


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def give(
	name: str, mark_1: int | str = "", mark_2: int | str = "", mark_3: int | str = "", words: str = ""
) -> dict:
	"""Keep the answer of whoever was asked. A second one changes nothing, and is thanked like the first.

	Raises DoesNotExistError for everybody else, ValidationError for marks that are missing or none, and for a text of
	more than 5,000 characters; then nothing has changed.
	"""
	acts.validate_tries()
	feedback = access.lock_visible(DOCTYPE, name)
	if stand_in := acts.get_stand_in():
		sentence = _(
			"Feedback is given in person: log in with your own password or e-mail link, in a browser."
		)
		acts.refuse(feedback, "answered", stand_in, sentence)
	if feedback.workflow_state != ANSWERED:
		acts.validate_open(feedback, (ASKED,))
		_keep(feedback, _read_marks([mark_1, mark_2, mark_3]), _read_words(words))
	message = _("Thank you. Your answer has been recorded.")
	return {"state": feedback.workflow_state, "message": message, "receipt": None}


def _read_marks(values: list[int | str]) -> list[int]:
	try:
		return read_marks(values)
	except MarkError as error:
		frappe.throw(_("Question {0}: please choose a mark from 1 to 5.").format(str(error)))


def _read_words(text: str) -> str:
	return answers.read_words(text, _("Your text")) if str(text or "").strip() else ""


def _keep(feedback: Document, marks: list[int], words: str) -> None:
	"""State, answer, evidence, mail and task are one transaction. The records hold the answer's hash, for more people read them."""
	values = {
		**{f"mark_{number}": mark for number, mark in enumerate(marks, 1)},
		"average_mark": get_average(marks),
		"words": answers.make_safe(words),
		"answered_on": now_datetime(),
	}
	answer = text_hash("\0".join([*map(str, marks), words]))
	move(feedback, ANSWERED, CLIENT, values=values, content_hash=answer)
	_tell(feedback, has_low(marks))


def _tell(feedback: Document, is_low: bool) -> None:
	send_feedback_answered(feedback)
	deal = ("SOW", feedback.sow) if feedback.sow else ("Sales Order", feedback.sales_order)
	text = _("The client answered what they think of our work: {0}").format(feedback.name)
	frappe.get_doc(*deal).add_comment("Info", text)
	if is_low:
		sentence = _("{0} gave us a low mark in Client Feedback {1}: talk to them about it")
		tasks.assign(
			feedback,
			get_managers(feedback)[:1],
			LOW_MARKS,
			sentence.format(feedback.customer_name, feedback.name),
		)
