"""The client accepts what was delivered for a milestone, or says what is missing."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from salesflow_app.documents import lifecycle
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.people import tasks
from salesflow_app.portal import acts, answers
from salesflow_app.salesflow_app.workflows import CLIENT
from salesflow_app.salesflow_app.workflows import payment_milestone as states


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def accept(name: str, full_name: str, consent: int = 0) -> dict:
	"""Accept the milestone as the SOW's signatory; a second click returns the first receipt."""
	milestone = acts.start_act("Payment Milestone", name, "accepted")
	if milestone.accepted_on:
		return acts.get_receipt(milestone, "accepted")
	acts.validate_open(milestone, (states.AWAITING_ACCEPTANCE,))
	if not cint(consent):
		frappe.throw(_("Consent: please confirm that you accept the delivery."))
	person = acts.read_name(full_name)
	lifecycle.move(
		milestone,
		states.ACCEPTED,
		CLIENT,
		values={"accepted_on": now_datetime(), "accepted_by": person, "accepted_how": _("in the portal")},
		actor_name=person,
		consent_text=acts.get_consent_text("delivery"),
	)
	_tell(
		milestone,
		"report",
		_("{0} accepted milestone {1}: report it to billing").format(person, milestone.milestone_name),
	)
	return acts.get_receipt(milestone, "accepted")


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def reject(name: str, reason: str) -> dict:
	"""Reject the milestone with a reason, as the SOW's signatory."""
	milestone = acts.start_act("Payment Milestone", name, "rejected")
	if milestone.workflow_state == states.REJECTED:
		return acts.get_receipt(milestone, "rejected")
	acts.validate_open(milestone, (states.AWAITING_ACCEPTANCE,))
	words = acts.read_words(reason, _("Reason"))
	reason = answers.make_safe(words)[:1000]
	lifecycle.move(milestone, states.REJECTED, CLIENT, values={"reason": reason}, words=words)
	_tell(milestone, "rework", _("The client rejected milestone {0}").format(milestone.milestone_name))
	return acts.get_receipt(milestone, "rejected")


def _tell(milestone: Document, key: str, text: str) -> None:
	tasks.assign(milestone, [milestone.account_manager], key, text)
