"""Work Proposal -> Quotation, so that ERPNext computes the tax: made at the approval, kept in step, submitted when sent.

One-time rows go into it (of a retainer alone, one month); options are alternatives, which ERPNext does not add up.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, strip_html

from salesflow_app.documents.acts import system_act
from salesflow_app.proposal import price_offer
from salesflow_app.rules.price_offer import MONTHLY, ONE_TIME
from salesflow_app.text.formats import as_rich_text


def keep_in_step(proposal: Document) -> None:
	"""Make the proposal's draft Quotation, or bring it up to date.

	Raises ValidationError where ERPNext refuses it or comes to another total.
	"""
	quotation = get_draft(proposal)
	set_quotation(quotation, proposal)
	_run(proposal, quotation, "save")
	_validate_total(proposal, quotation)
	if proposal.quotation != quotation.name:
		proposal.db_set("quotation", quotation.name)


def submit_quotation(proposal: Document) -> None:
	"""Submit the Quotation of a proposal that goes to the client, with the approved rows and nothing else."""
	keep_in_step(proposal)
	_run(proposal, frappe.get_doc("Quotation", proposal.quotation), "submit")


def cancel_quotation(proposal: Document) -> None:
	"""Cancel the Quotation of a proposal that is superseded; refused where an order is based on it."""
	if not proposal.quotation:
		return
	quotation = frappe.get_doc("Quotation", proposal.quotation)
	if quotation.docstatus == 1:
		_run(proposal, quotation, "cancel")


def get_draft(proposal: Document) -> Document:
	"""The proposal's draft Quotation, new where it has none."""
	if proposal.quotation and frappe.db.get_value("Quotation", proposal.quotation, "docstatus") == 0:
		return frappe.get_doc("Quotation", proposal.quotation)
	return frappe.new_doc("Quotation")


def set_quotation(quotation: Document, proposal: Document) -> None:
	"""Write the proposal's party, terms and rows into an unsaved or draft Quotation."""
	quotation.update(
		{
			"quotation_to": proposal.proposal_to,
			"party_name": proposal.party_name,
			"company": proposal.company,
			"transaction_date": proposal.transaction_date,
			"valid_till": proposal.valid_till,
			"order_type": "Sales",
			"currency": proposal.currency,
			"conversion_rate": proposal.conversion_rate,
			"ignore_pricing_rule": 1,
			"disable_rounded_total": 1,
			"opportunity": proposal.opportunity,
			"salesflow_work_proposal": proposal.name,
		}
	)
	quotation.set("items", [])
	for row in get_rows(proposal):
		quotation.append("items", get_item(row))
	quotation.flags.ignore_permissions = True  # the approval of the proposal is the permission
	quotation.run_method("set_missing_values")
	_set_offered_values(quotation, proposal)
	quotation.run_method("calculate_taxes_and_totals")


def get_rows(proposal: Document) -> list[Document]:
	"""Rows of the price offer that an order is made of, in the order of the Quotation: options last."""
	billing = ONE_TIME if any(row.billing == ONE_TIME for row in proposal.items) else MONTHLY
	rows = [row for row in proposal.items if row.billing == billing]
	return sorted(rows, key=lambda row: bool(row.is_optional))


def get_item(row: Document) -> dict:
	"""A line of the Quotation: list rate, discount and the net rate that the client was offered."""
	return {
		"item_code": row.item_code,
		"item_name": row.item_name,
		"description": as_rich_text(row.description) or None,
		"qty": row.qty,
		"uom": row.uom,
		"rate": row.net_rate,
		"is_alternative": row.is_optional,
	}


def _set_offered_values(quotation: Document, proposal: Document) -> None:
	"""Price lists, discounts and tax rules of today do not change what is offered."""
	for line, row in zip(quotation.items, get_rows(proposal), strict=True):
		line.update(
			{
				"price_list_rate": row.rate,
				"discount_percentage": row.discount_percentage,
				"discount_amount": flt(row.rate) - flt(row.net_rate),
				"rate": row.net_rate,
				"margin_type": "",
				"margin_rate_or_amount": 0,
			}
		)
	quotation.update(
		{
			"additional_discount_percentage": 0,
			"discount_amount": 0,
			"taxes_and_charges": proposal.taxes_and_charges,
			"contact_person": proposal.contact_person,
			"contact_email": proposal.contact_email,
			"payment_terms_template": None,
		}
	)
	quotation.set("payment_schedule", [])
	quotation.set("taxes", [])
	quotation.append_taxes_from_master()


def _run(proposal: Document, quotation: Document, method: str) -> None:
	quotation.flags.ignore_permissions = True  # the approval of the proposal is the permission
	messages = len(frappe.local.message_log)
	try:
		with system_act(quotation):
			getattr(quotation, method)()
	except frappe.ValidationError as error:
		if isinstance(error, frappe.TimestampMismatchError):
			raise
		del frappe.local.message_log[messages:]
		frappe.throw(
			_("Work Proposal {0}: ERPNext rejected its Quotation {1}: {2}").format(
				proposal.name, quotation.name or "", strip_html(str(error))
			)
		)


def _validate_total(proposal: Document, quotation: Document) -> None:
	precision = price_offer.get_precision(proposal)
	expected = flt(price_offer.get_plan_base(proposal), precision)
	if flt(quotation.total, precision) != expected:
		frappe.throw(
			_(
				"Work Proposal {0}: its Quotation comes to {1} instead of {2}. Check the Quantity, UOM and Rate of the rows."
			).format(proposal.name, quotation.total, expected)
		)
