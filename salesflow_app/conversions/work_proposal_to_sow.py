"""Work Proposal -> SOW: the accepted items and payment plan become the SOW's."""

import frappe
from frappe.model.document import Document

from salesflow_app.conversions.quotation_to_sow import set_signatory
from salesflow_app.conversions.work_proposal_to_quotation import get_rows
from salesflow_app.deal.origin import get_customer
from salesflow_app.rules.price_offer import MONTHLY


@frappe.whitelist()
def make_sow(source_name: str) -> Document:
	"""An unsaved SOW from a Work Proposal. Raises PermissionError without the right to make one or read it."""
	frappe.has_permission("SOW", "create", throw=True)
	proposal = frappe.get_doc("Work Proposal", source_name)
	proposal.check_permission("read")
	return get_sow(proposal)


def get_sow(proposal: Document) -> Document:
	"""The same without a permission check, for the client's acceptance."""
	sow = frappe.new_doc("SOW")
	sow.update(
		{
			"title": proposal.title,
			"customer": get_customer(proposal),
			"company": proposal.company,
			"opportunity": proposal.opportunity,
			"work_proposal": proposal.name,
			"quotation": proposal.quotation,
			"account_manager": proposal.account_manager,
			"currency": proposal.currency,
			"conversion_rate": proposal.conversion_rate,
			"taxes_and_charges": proposal.taxes_and_charges,
			"retainer_from": proposal.retainer_from,
			"retainer_months": proposal.retainer_months,
			"notice_months": proposal.notice_months,
		}
	)
	lines = get_quotation_lines(proposal.quotation)
	for row in get_accepted(proposal):
		sow.append("items", get_item(row, lines))
	if any(row.billing != MONTHLY for row in sow.items):
		for row in proposal.payment_plan:
			sow.append("milestones", get_milestone(row))
	set_signatory(sow, proposal.contact_person, proposal.contact_email)
	return sow


def get_accepted(proposal: Document) -> list[Document]:
	"""Rows that the client accepted: those of the quotation first, in its order, then the monthly ones beside them."""
	quoted = get_rows(proposal)
	rows = [*quoted, *(row for row in proposal.items if row not in quoted)]
	return [row for row in rows if not row.is_optional or row.is_selected]


def get_item(row: Document, lines: dict[str, list[str]]) -> dict:
	"""A SOW item at the net rate of the offer."""
	known = lines.get(row.item_code) or []
	return {
		"item_code": row.item_code,
		"description": row.description,
		"qty": row.qty,
		"uom": row.uom,
		"rate": row.net_rate,
		"billing": row.billing,
		"quotation_item": known.pop(0) if known else None,
	}


def get_milestone(row: Document) -> dict:
	"""A row of the SOW's plan."""
	return {
		"milestone_name": row.milestone_name,
		"percentage": row.percentage,
		"amount": row.amount,
		"trigger": row.trigger,
		"days": row.days or None,  # in a proposal, 0 is a row that says nothing
		"planned_date": row.planned_date,
		"acceptance_needed": row.acceptance_needed,
		"deliverables": row.deliverables,
	}


def get_quotation_lines(quotation: str | None) -> dict[str, list[str]]:
	"""Item code -> names of the quotation's lines, in order."""
	lines: dict[str, list[str]] = {}
	if quotation:
		for row in frappe.get_all(
			"Quotation Item", {"parent": quotation}, ["name", "item_code"], order_by="idx asc"
		):
			lines.setdefault(row.item_code, []).append(row.name)
	return lines
