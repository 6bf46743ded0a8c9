"""How one document of a deal stands: done, now, next, blocked; None where it counts no more. States only, no queries."""

from __future__ import annotations

import frappe
from frappe.utils import flt, getdate, today

from salesflow_app.deal.status import LOST, QUOTED, WON
from salesflow_app.salesflow_app.workflows import (
	delivery_note,
	discovery,
	payment_milestone,
	sow,
	work_proposal,
)

DONE, NOW, NEXT, BLOCKED, LATER = "done", "now", "next", "blocked", "later"
BY_STATE = {
	"Opportunity": {WON: DONE, QUOTED: DONE, LOST: BLOCKED, "Closed": BLOCKED},
	"Discovery": {discovery.COMPLETED: DONE, discovery.DISQUALIFIED: BLOCKED},
	"Work Proposal": {
		work_proposal.ACCEPTED: DONE,
		work_proposal.DECLINED: BLOCKED,
		work_proposal.CHANGES_REQUESTED: BLOCKED,
		work_proposal.EXPIRED: BLOCKED,
	},
	"Quotation": {"Ordered": DONE, "Partially Ordered": DONE, LOST: BLOCKED, "Expired": BLOCKED},
	"SOW": {
		**dict.fromkeys(sow.BINDING, DONE),
		**dict.fromkeys((sow.CHANGES_REQUESTED, *sow.GIVEN_UP), BLOCKED),
	},
	"Payment Milestone": {
		**dict.fromkeys((payment_milestone.READY_TO_BILL, *payment_milestone.OWED), DONE),
		payment_milestone.WAIVED: DONE,
		payment_milestone.PLANNED: NEXT,
		payment_milestone.ON_HOLD: BLOCKED,
		payment_milestone.REJECTED: BLOCKED,
		payment_milestone.CREDITED: BLOCKED,
	},
}
"""Whatever a state is not listed for is under way."""
CANCELLED = 2
URGENCY = (BLOCKED, NOW, NEXT, LATER, DONE)
"""Of several documents the first of these is what the stage says."""
ONE_IS_ENOUGH = ("Opportunity", "Discovery", "Work Proposal", "Quotation")
"""Of several versions or alternatives one that succeeded is enough; of orders, say, all have to."""


def get_standing(fact: frappe._dict) -> str | None:
	"""How a document stands by itself, whatever the rest of the deal does."""
	if fact.docstatus == CANCELLED and fact.state != sow.TERMINATED:
		return None
	if fact.doctype in FINDERS:
		return FINDERS[fact.doctype](fact)
	return BY_STATE.get(fact.doctype, {}).get(fact.state, NOW)


def _get_of_order(order: frappe._dict) -> str:
	if not order.docstatus:
		return NOW
	return BLOCKED if order.status == "On Hold" else DONE


def _get_of_note(note: frappe._dict) -> str | None:
	if note.is_return:
		return None
	return DONE if note.docstatus else NOW


def _get_of_invoice(invoice: frappe._dict) -> str | None:
	if invoice.is_return:
		return None
	return DONE if invoice.docstatus else NOW


FINDERS = {"Sales Order": _get_of_order, "Delivery Note": _get_of_note, "Sales Invoice": _get_of_invoice}


def summarize(doctype: str, standings: list[str]) -> str:
	"""What a stage says of several documents."""
	if doctype in ONE_IS_ENOUGH and DONE in standings:
		return DONE
	return next(standing for standing in URGENCY if standing in standings)


def is_live(fact: frappe._dict) -> bool:
	return get_standing(fact) is not None


def is_owed(invoice: frappe._dict) -> bool:
	return invoice.docstatus == 1 and flt(invoice.outstanding, 6) > 0


def is_overdue(invoice: frappe._dict) -> bool:
	return is_owed(invoice) and bool(invoice.due) and getdate(invoice.due) < getdate(today())


def is_awaiting_clearance(note: frappe._dict) -> bool:
	return note.docstatus == 0 and note.state == delivery_note.AWAITING_CLEARANCE
