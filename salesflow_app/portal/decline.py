"""The client declines a proposal or a SOW and says why."""

import frappe
from frappe import _

from salesflow_app.deal import outcome
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.portal import acts, answers
from salesflow_app.salesflow_app.workflows.sow import DECLINED

EVENT = "declined"


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def decline(doctype: str, name: str, content_hash: str, reason: str) -> dict:
	"""Record the refusal with its reason; a second click returns the first receipt.

	Raises DoesNotExistError, PermissionError or ValidationError, and then nothing has changed.
	"""
	doc = answers.start_answer(doctype, name, EVENT)
	if doc.workflow_state == DECLINED:
		return acts.get_receipt(doc, EVENT)
	answers.validate_answer(doc, content_hash)
	words = answers.read_words(reason, _("Reason"))
	answers.finish_answer(
		doc, DECLINED, words, _("{0} declined: read the reason and call them").format(doc.customer_name)
	)
	if doc.doctype != "Contract":  # without an MSA, a deal can go on with its terms in the SOW
		outcome.lose(doc, words)
	return acts.get_receipt(doc, EVENT)
