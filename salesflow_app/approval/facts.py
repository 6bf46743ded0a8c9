"""What the approval rules ask about a document. Amounts are net, in the company's currency."""

from decimal import Decimal

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.order import figures
from salesflow_app.proposal import price_offer

HIGHEST_MARGIN = Decimal(101)
"""Above any margin: the rules look at the offer with every option included."""


def get_facts(doc: Document) -> dict:
	"""Facts for the conditions of the approval rules. A margin that nobody knows is None."""
	return {"document": doc.doctype, "company": doc.company, **GETTERS[doc.doctype](doc)}


def _get_proposal_facts(proposal: Document) -> dict:
	return {
		"amount": price_offer.get_company_amount(proposal),
		"discount": max((flt(row.discount_percentage) for row in proposal.items), default=0),
		"margin": price_offer.get_lowest_margin(proposal, HIGHEST_MARGIN),
	}


def _get_order_facts(order: Document) -> dict:
	return {
		"amount": flt(order.base_net_total, 6),
		"discount": figures.get_discount(order),
		"margin": figures.get_margin(order),
	}


def _get_sow_facts(sow: Document) -> dict:
	"""Discount and margin are those of its proposal; a SOW without one knows neither."""
	facts = {"amount": get_sow_amount(sow), "discount": None, "margin": None}
	if sow.work_proposal and frappe.db.exists("Work Proposal", sow.work_proposal):
		of_proposal = _get_proposal_facts(frappe.get_doc("Work Proposal", sow.work_proposal))
		facts |= {name: of_proposal[name] for name in ("discount", "margin")}
	return facts


def get_sow_amount(sow: Document) -> float:
	"""What a SOW adds and takes away, net, in the company's currency."""
	return sum(abs(flt(row.amount)) for row in sow.items) * flt(sow.conversion_rate)


GETTERS = {
	"Work Proposal": _get_proposal_facts,
	"SOW": _get_sow_facts,
	"Sales Order": _get_order_facts,
}
