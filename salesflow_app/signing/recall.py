"""Recall: for some seconds after sending, the mails wait, and whoever sent by mistake takes the document back."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import cint, get_datetime, now_datetime

from salesflow_app import settings
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import NotSent
from salesflow_app.salesflow_app.workflows import contract, sow, work_proposal
from salesflow_app.signing.status import OPEN_STATES

DEFAULT = 30
SENT_STATES = {
	"SOW": sow.CLIENT_VISIBLE,
	"Work Proposal": work_proposal.CLIENT_VISIBLE,
	"Contract": tuple(state for state in contract.CLIENT_VISIBLE if state != contract.SUPERSEDED),
}
MAILS = {"SOW": "SOW Sent", "Work Proposal": "Proposal Sent"}
STEPS = {"SOW": "Revise", "Work Proposal": "Supersede"}
"""What a recall is: a SOW is drafted again, a proposal makes room for its next version."""


def get_seconds() -> int:
	"""Salesflow Settings; 30 on a site that has not saved them since this came."""
	seconds = settings.get_settings().get("recall_seconds")
	return DEFAULT if seconds is None else cint(seconds)


def tell_form(doc: Document) -> None:
	"""How long the form offers Recall."""
	if frappe.has_permission(doc.doctype, "write", doc) and (seconds := get_seconds_left(doc)):
		doc.set_onload("salesflow_recall_seconds", seconds)


def validate_still_sent(doc: Document, moment: frappe._dict) -> None:
	"""A mail that waited is not written where its version was recalled meanwhile."""
	is_other = moment.version is not None and moment.version != doc.version
	if is_other or doc.workflow_state not in SENT_STATES[doc.doctype]:
		raise NotSent(_("it was recalled before it left"))


def get_seconds_left(doc: Document) -> int:
	"""How long the mail still waits; 0 where it left, or was never to wait."""
	if doc.doctype not in MAILS or doc.workflow_state not in OPEN_STATES[doc.doctype] or not get_seconds():
		return 0
	name = entries.get_name(f"{MAILS[doc.doctype]}:{doc.name}:{doc.version}")
	row = frappe.db.get_value(entries.DOCTYPE, name, ["state", "attempts", "creation"], as_dict=True)
	if not row or row.state != entries.PENDING:
		return 0
	passed = (now_datetime() - get_datetime(row.creation)).total_seconds()
	return max(0, int(get_seconds() - passed))


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def recall(doctype: str, name: str) -> None:
	"""Take back what was sent a moment ago: its mails are not sent. Raises ValidationError where they have left."""
	if doctype not in MAILS:
		frappe.throw(_("Only a SOW or a Work Proposal can be recalled."), frappe.PermissionError)
	frappe.has_permission(doctype, "write", name, throw=True)
	lock_row(doctype, name)
	doc = frappe.get_doc(doctype, name, for_update=True)
	if not get_seconds_left(doc):
		frappe.throw(
			_("{0} {1} can no longer be recalled: its mail has left. Use “{2}” instead.").format(
				_(doctype), doc.name, _(STEPS[doctype])
			)
		)
	apply_workflow(doc, STEPS[doctype])
