"""How a deal ended reaches its opportunity: won by an order, lost by the client's no, closed with its SOW, open again when that is taken back.

ERPNext does so for orders of a quotation; here is what comes without one. Nothing is saved: what somebody wrote in an
opportunity long ago must not stop the answer of a client.
"""

import frappe
from frappe.model.document import Document

from salesflow_app.deal import lost_data, origin, status

OPEN, CLOSED = "Open", "Closed"


def win(deal: frappe._dict) -> None:
	"""The order of a deal is submitted; `deal` is what `origin.get_deal` says of it."""
	if deal.opportunity:
		_set_status(deal.opportunity, status.WON)


def take_back(order: Document) -> None:
	"""The order is cancelled: the deal is where it was, unless another order won it."""
	name = _get_opportunity(order)
	opportunity = name and frappe.get_doc("Opportunity", name)
	if opportunity and opportunity.status == status.WON and not status.is_ordered(opportunity):
		_set_status(name, _get_open_status(opportunity))


def lose(doc: Document, words: str) -> None:
	"""The client declined a Work Proposal or a SOW. Why goes to the leader alone, as for every lost deal."""
	quotation = _get_quotation(doc)
	names = origin.get_opportunities(quotation) if quotation else []
	names = list(dict.fromkeys([*filter(None, [doc.opportunity]), *names]))
	if doc.doctype == "Work Proposal" and quotation and quotation.status != status.LOST:
		quotation.db_set("status", status.LOST)
	for name in names:
		_set_status(name, status.LOST)
	lost = frappe.get_doc("Opportunity", names[0]) if names else quotation
	if lost and lost.status == status.LOST:
		lost_data.record_answer(lost, words)


def revive(sow: Document) -> None:
	"""A declined SOW is drafted again."""
	opportunity = sow.opportunity and frappe.get_doc("Opportunity", sow.opportunity)
	if opportunity and opportunity.status == status.LOST:
		_set_status(opportunity.name, _get_open_status(opportunity))


def close(sow: Document) -> None:
	"""The SOW was terminated before anything of its order was billed or delivered."""
	if sow.opportunity:
		_set_status(sow.opportunity, CLOSED)


def _get_opportunity(order: Document) -> str | None:
	deal = origin.get_deal(order)
	return deal.opportunity if deal else None


def _get_quotation(doc: Document) -> Document | None:
	"""The submitted quotation of a proposal or SOW, as long as nothing of it is ordered."""
	if not doc.quotation or frappe.db.get_value("Quotation", doc.quotation, "docstatus") != 1:
		return None
	quotation = frappe.get_doc("Quotation", doc.quotation)
	return None if "Ordered" in quotation.status else quotation


def _get_open_status(opportunity: Document) -> str:
	return status.QUOTED if opportunity.has_active_quotation() else OPEN


def _set_status(name: str, new: str) -> None:
	if frappe.db.get_value("Opportunity", name, "status") != new:
		frappe.get_doc("Opportunity", name).db_set("status", new, notify=True)
