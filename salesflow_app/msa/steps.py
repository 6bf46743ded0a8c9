"""The steps of our staff on an MSA. Frappe's desk has no Workflow for contracts, so its form calls this."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, getdate, today

from salesflow_app.documents import lifecycle, reasons, shared_names
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE, Transition
from salesflow_app.salesflow_app.workflows import contract as states
from salesflow_app.text.plain_text import make_safe

NEW_VERSION, TERMINATE = "New Version", "Terminate"


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def take(name: str, action: str, reason: str = "", last_day: str = "") -> str:
	"""Take a step of an MSA; returns the Contract to go on with, which for “New Version” is the new draft.

	`last_day` is the day on which a terminated agreement ends, by default that of its notice period. Raises
	PermissionError without the right or the role, else ValidationError.
	"""
	frappe.has_permission("Contract", "write", name, throw=True)
	lock_row("Contract", name)
	msa = frappe.get_doc("Contract", name, for_update=True)
	step = _find(msa, action)
	if reason:
		msa.salesflow_reason = make_safe(reason.strip()[: reasons.LONGEST_REASON])
		reasons.remember(msa, "salesflow_reason")
	msa.salesflow_state = step.next_state
	_save(msa)
	if action == TERMINATE:
		end_on(msa, last_day)
	return make_version(msa) if action == NEW_VERSION else msa.name


def _find(msa: Document, action: str) -> Transition:
	possible = BY_DOCTYPE["Contract"].from_state(msa.salesflow_state or "")
	step = next((step for step in possible if step.action == action and step.is_for_staff), None)
	if not step:
		frappe.throw(
			_("Contract {0}: “{1}” is not possible in state {2}. Reload the Contract.").format(
				msa.name, frappe.utils.escape_html(action), _(msa.salesflow_state or "–")
			)
		)
	return step


def _save(msa: Document) -> None:
	wanted = BY_DOCTYPE["Contract"].get_state(msa.salesflow_state).docstatus
	if wanted == msa.docstatus:
		msa.save()
	elif wanted == 1:
		msa.submit()
	else:
		msa.cancel()


def make_version(msa: Document) -> str:
	"""The next version of an MSA that was not signed, as a draft with the same text; its link is over."""
	draft = frappe.copy_doc(msa)
	draft.update({"amended_from": msa.name, "salesflow_replaces": msa.salesflow_replaces})
	return draft.insert().name


def end_on(msa: Document, last_day: str = "") -> None:
	"""A signed agreement ends: ERPNext's End Date says when, and what was signed stays in the records."""
	day = getdate(last_day or add_days(today(), cint(msa.salesflow_notice_days)))
	if day < getdate(today()):
		frappe.throw(
			_("Contract {0}, Last Day: {1} is in the past.").format(msa.name, frappe.format(day, "Date"))
		)
	if not msa.end_date or day < getdate(msa.end_date):
		msa.db_set("end_date", day)


def end(name: str, why: str) -> None:
	"""Its last day has passed, or a new agreement took its place. Nothing happens to one that ended already."""
	lock_row("Contract", name)
	msa = shared_names.load("Contract", name, for_update=True)
	if msa.salesflow_state == states.SIGNED:
		lifecycle.move(msa, states.ENDED, values={"reason": why}, why=why)
		end_on(msa, today())
