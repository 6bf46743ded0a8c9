"""Whoever may read a proposal or a SOW asks a question about it."""

import frappe
from frappe import _

from salesflow_app.clients import access
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.portal import acts, answers
from salesflow_app.signing import questions


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def ask(doctype: str, name: str, question: str, content_hash: str = "") -> dict:
	"""Keep the question and tell the owner. It answers nothing: the document waits as before.

	Raises DoesNotExistError, PermissionError or ValidationError, and then nothing has changed.
	"""
	if doctype not in answers.OPEN_STATES:
		access.raise_not_found(doctype, name)
	doc = access.lock_visible(doctype, name)
	if stand_in := acts.get_stand_in():
		acts.refuse(
			doc, questions.ASKED, stand_in, _("Questions are asked in person: log in with your own password.")
		)
	acts.validate_open(doc, answers.OPEN_STATES[doctype])
	questions.ask(doc, answers.read_words(question, _("Your question")))
	return {"state": doc.workflow_state, "message": _("We have received your question."), "receipt": None}
