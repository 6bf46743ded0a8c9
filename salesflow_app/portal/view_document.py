"""The client's browser reports that the document was actually shown to the person it was sent to."""

import frappe

from salesflow_app.clients import access
from salesflow_app.documents.lifecycle import move
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.mails.client_silence import send_opened
from salesflow_app.portal import answers
from salesflow_app.portal.acts import get_stand_in
from salesflow_app.salesflow_app.workflows import CLIENT
from salesflow_app.salesflow_app.workflows.sow import SENT, VIEWED


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def view(doctype: str, name: str) -> dict:
	"""Record the first view by the named person. Opening a link is not a view: mail scanners do that too."""
	doc = access.get_visible_facts(doctype, name)
	is_reader = access.is_named_signatory(doc) and not get_stand_in()
	if doctype not in answers.OPEN_STATES or doc.workflow_state != SENT or not is_reader:
		return {"state": doc.get("workflow_state"), "message": "", "receipt": None}
	doc = access.lock_visible(doctype, name)
	receipt = None
	if doc.workflow_state == SENT:
		receipt = move(doc, VIEWED, CLIENT)
		send_opened(doc)
	return {"state": doc.workflow_state, "message": "", "receipt": receipt}
