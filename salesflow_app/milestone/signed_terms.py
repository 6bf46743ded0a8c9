"""The money terms of an order that the invoice of a milestone keeps: its net amount and its taxes."""

from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, fmt_money

from salesflow_app.documents.currency import get_share_precision
from salesflow_app.rules.numbers import from_field
from salesflow_app.rules.order_lines import share_fixed

ACTUAL = "Actual"
TAX_FIELDS = ("charge_type", "account_head", "row_id", "included_in_print_rate", "rate")


def validate_amount(doc: Document, milestone: dict) -> None:
	"""What counts is what the client pays for the work: net, after every discount."""
	precision = doc.precision("net_total")
	amount = flt(get_signed_part(doc), precision)
	if amount != flt(milestone.amount, precision):
		frappe.throw(
			_(
				"Sales Invoice for Payment Milestone {0} comes to {1}, but {2} {3} was signed. Use the milestone's Create > Sales Invoice instead."
			).format(milestone.name, amount, milestone.amount, milestone.currency)
		)


def get_signed_part(doc: Document) -> float:
	"""The net total; where prices include the tax, the total as the client reads it."""
	if any(row.included_in_print_rate for row in doc.taxes):
		return flt(doc.total) - flt(doc.discount_amount)
	return flt(doc.net_total)


def validate_taxes(doc: Document, milestone: dict) -> None:
	"""The taxes are those of the order; a fixed amount is shared over the milestones of the plan."""
	order = frappe.get_doc("Sales Order", milestone.sales_order)
	if len(doc.taxes) != len(order.taxes):
		_refuse(doc, order, _("{0} tax rows instead of {1}").format(len(doc.taxes), len(order.taxes)))
	for row, signed in zip(doc.taxes, order.taxes, strict=True):
		for field in TAX_FIELDS:
			if not _is_same(row, signed, field):
				_refuse_field(doc, order, row, field, signed.get(field))
		if signed.charge_type == ACTUAL:
			share = float(get_actual_share(order, signed, milestone.name))
			if flt(row.tax_amount, row.precision("tax_amount")) != share:
				_refuse_field(doc, order, row, "tax_amount", fmt_money(share, currency=order.currency))
	_validate_item_taxes(doc, order)


def _is_same(row: Document, signed: Document, field: str) -> bool:
	if field == "rate":
		return signed.charge_type == ACTUAL or flt(row.rate, 6) == flt(signed.rate, 6)
	if field == "included_in_print_rate":
		return cint(row.get(field)) == cint(signed.get(field))
	return str(row.get(field) or "") == str(signed.get(field) or "")


def _validate_item_taxes(doc: Document, order: Document) -> None:
	signed = {line.name: line.item_tax_template or "" for line in order.items}
	for row in doc.items:
		if (row.item_tax_template or "") != signed.get(row.so_detail, ""):
			_refuse_field(doc, order, row, "item_tax_template", signed.get(row.so_detail))


def _refuse_field(doc: Document, order: Document, row: Document, field: str, signed: object) -> None:
	label = _(row.meta.get_label(field))
	_refuse(
		doc,
		order,
		_("row {0}, {1}: {2} instead of {3}").format(row.idx, label, row.get(field), signed or _("none")),
	)


def _refuse(doc: Document, order: Document, difference: str) -> None:
	frappe.throw(
		_(
			"Sales Invoice {0} for Payment Milestone {1} differs from the taxes of Sales Order {2}: {3}. Delete the draft and use the milestone's Create > Sales Invoice; other taxes need a Change Order."
		).format(doc.name or _("(new)"), doc.salesflow_payment_milestone, order.name, difference)
	)


def get_actual_share(order: Document, tax: Document, milestone: str) -> Decimal:
	"""The part of a fixed tax, like freight, that goes with a milestone.

	It depends on the plan alone, not on what was billed before. So the parts sum to the tax at every moment, also
	when a draft is deleted and made again, or an invoice is credited.
	"""
	plan = frappe.get_all(
		"Payment Milestone",
		{"sales_order": order.name},
		["name", "amount"],
		order_by="milestone_no asc, name asc",
	)
	fine = order.precision("total") or 0
	precision = get_share_precision(order.currency, fine, [tax.tax_amount, *(row.amount for row in plan)])
	amounts = [from_field(row.amount, precision) for row in plan]
	shares = share_fixed(from_field(tax.tax_amount, precision), amounts, precision)
	return shares[[row.name for row in plan].index(milestone)]
