"""The client asks for changes to a proposal or a SOW."""

import frappe
from frappe import _

from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.portal import acts, answers
from salesflow_app.salesflow_app.workflows.sow import CHANGES_REQUESTED

EVENT = "changes_requested"


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def request_changes(doctype: str, name: str, content_hash: str, wishes: str) -> dict:
	"""Record what the client wants changed; a second click returns the first receipt.

	Raises DoesNotExistError, PermissionError or ValidationError, and then nothing has changed.
	"""
	doc = answers.start_answer(doctype, name, EVENT)
	if doc.workflow_state == CHANGES_REQUESTED:
		return acts.get_receipt(doc, EVENT)
	answers.validate_answer(doc, content_hash)
	words = answers.read_words(wishes, _("Requested changes"))
	answers.finish_answer(
		doc,
		CHANGES_REQUESTED,
		words,
		_("{0} requested changes: revise the document").format(doc.customer_name),
	)
	return acts.get_receipt(doc, EVENT)
