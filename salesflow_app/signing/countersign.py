"""Our countersignature on a SOW, where Salesflow Settings ask for it: before it is sent, or after the client signed."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, now_datetime

from salesflow_app import settings
from salesflow_app.documents import lifecycle
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.evidence import log
from salesflow_app.evidence.canonical import canonical_bytes, text_hash
from salesflow_app.evidence.content import get_client_content
from salesflow_app.people import tasks
from salesflow_app.people.accounts import keep_enabled
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.sealing import work as sealing
from salesflow_app.sow.signed import CHANGE_ORDER

FIRST, LAST = "Before Sending", "After the Client"
TASK = "countersign"
RECORDED = "countersigned"


def get_turn(sow: Document) -> str:
	"""When we sign: FIRST, LAST, or empty. The order of a Change Order changes at once, so we sign it first."""
	wanted = settings.get_settings().get("countersign") or ""
	return FIRST if wanted and sow.sow_type == CHANGE_ORDER else wanted


def get_hash(sow: Document) -> str:
	"""The hash that this content has, or will have, when it is sent."""
	return text_hash(canonical_bytes(get_client_content(sow)).decode())


def is_due(sow: Document) -> bool:
	"""Does the SOW wait for our signature now? One that was signed before anybody had to be named waits for nobody."""
	turn = get_turn(sow)
	if turn == FIRST:
		return sow.workflow_state == states.READY and sow.countersigned_hash != get_hash(sow)
	is_ours = turn == LAST and sow.workflow_state == states.SIGNED and bool(sow.company_signatory)
	return is_ours and sow.countersigned_hash != sow.content_hash


def ask(sow: Document) -> None:
	"""Our signatory has the task when it is their turn."""
	if lifecycle.has_moved_to(sow, states.READY, states.SIGNED) and is_due(sow):
		text = _("Countersign SOW {0} for {1}").format(sow.name, sow.customer_name)
		tasks.assign(sow, [sow.company_signatory] if sow.company_signatory else [], TASK, text)


def validate_sending(sow: Document) -> None:
	"""Name who signs for us while it can still be written in; have them sign before it is sent, where we sign first."""
	if not get_turn(sow):
		return
	is_named = bool(sow.company_signatory)
	if lifecycle.has_moved_to(sow, states.SENIOR_REVIEW, states.READY, states.SENT) and not is_named:
		frappe.throw(
			_(
				"SOW {0}, Our Signatory: Salesflow Settings ask for our countersignature. Name who gives it."
			).format(sow.name)
		)
	is_missing = get_turn(sow) == FIRST and sow.countersigned_hash != get_hash(sow)
	if lifecycle.has_moved_to(sow, states.SENT) and is_missing:
		frappe.throw(
			_("SOW {0} cannot be sent yet: {1} has to countersign it first.").format(
				sow.name, get_fullname(sow.company_signatory)
			)
		)


def validate_order(order: Document) -> None:
	"""An order is not submitted before we have signed its SOW, where we sign last."""
	if not order.get("salesflow_sow") or not settings.get_settings().countersign:
		return
	sow = frappe.get_doc("SOW", order.salesflow_sow)
	if is_due(sow):
		words = _("Sales Order {0}: SOW {1} waits for the countersignature of {2}.").format(
			order.name, sow.name, get_fullname(sow.company_signatory)
		)
		frappe.throw(" ".join(filter(None, [words, _say_if_left(sow)])))


def _say_if_left(sow: Document) -> str:
	"""The client signed a document that names them, so nobody can be named in their place."""
	if keep_enabled([sow.company_signatory]):
		return ""
	return _(
		"They have left: ask an administrator to empty “Our Countersignature on SOWs” in Salesflow Settings until the order is approved."
	)


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def countersign(name: str) -> None:
	"""Sign the SOW for our company, as the person it names. Raises PermissionError for everybody else."""
	frappe.has_permission("SOW", "read", name, throw=True)
	lock_row("SOW", name)
	sow = frappe.get_doc("SOW", name, for_update=True)
	if sow.company_signatory != frappe.session.user:
		frappe.throw(_say_who_signs(sow), frappe.PermissionError)
	if not is_due(sow):
		frappe.throw(_("SOW {0} does not wait for our countersignature.").format(sow.name))
	content_hash = get_hash(sow) if get_turn(sow) == FIRST else sow.content_hash
	signed = {"countersigned_by": frappe.session.user, "countersigned_on": now_datetime()}
	sow.db_set({**signed, "countersigned_hash": content_hash})
	log.record(sow, RECORDED, content_hash=content_hash, kind="Staff")
	sow.add_comment("Info", _("Countersigned"))
	tasks.close(sow, TASK)
	if get_turn(sow) == LAST:
		sealing.ask(sow)


def _say_who_signs(sow: Document) -> str:
	"""The refusal for everybody else. What was sent names our signatory, so the name can change only before."""
	if not sow.company_signatory:
		return _("SOW {0}, Our Signatory: nobody is named to countersign it.").format(sow.name)
	words = _(
		"SOW {0}, Our Signatory: only {1} can countersign it. Ask them to; as long as it has not been sent, "
		"you can also revise it and name someone else."
	)
	return words.format(sow.name, get_fullname(sow.company_signatory))


def tell_form(sow: Document) -> None:
	"""Whether the form offers it to this reader."""
	if sow.company_signatory == frappe.session.user and is_due(sow):
		sow.set_onload("salesflow_countersign", True)
