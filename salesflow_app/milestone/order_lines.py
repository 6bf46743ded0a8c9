"""Which lines of the order a milestone bills, and how: months bill the monthly lines, all others the rest."""

from decimal import Decimal

import frappe
from frappe.model.document import Document

from salesflow_app.rules import retainers
from salesflow_app.rules.numbers import from_field
from salesflow_app.rules.order_lines import Row, fit_line, share_in_order, share_remaining
from salesflow_app.rules.price_offer import MONTHLY
from salesflow_app.sow import plan, retainer
from salesflow_app.sow.signed import get_root, get_signed

Kind = tuple[str, str, Decimal]
"""Item, UOM and rate."""


def get_shares(
	order: Document, milestone: Document, remaining: list[Decimal], precision: int
) -> list[Decimal]:
	"""What the milestone bills of each line, of which so much is not billed yet. Raises PlanError if too little is.

	`precision` is the number of decimals that shares have.
	"""
	amount, kinds = from_field(milestone.amount, precision), get_monthly_kinds(order)
	if not kinds:
		return share_remaining(remaining, amount, precision)
	is_month = milestone.trigger == MONTHLY
	own = [
		left if (get_kind(order, line) in kinds) == is_month else Decimal(0)
		for line, left in zip(order.items, remaining, strict=True)
	]
	fees = get_fees(order, milestone) if is_month else {}
	if sum(fees.values()) != amount:  # no month, or a Change Order took some of it away
		return share_remaining(own, amount, precision)
	return share_fees(order, own, fees, precision)


def share_fees(
	order: Document, remaining: list[Decimal], fees: dict[Kind, Decimal], precision: int
) -> list[Decimal]:
	"""Each fee from the lines of its kind, the first line first: twelve months are twelve equal rows."""
	shares = [Decimal(0)] * len(remaining)
	for kind, fee in fees.items():
		lines = [
			left if get_kind(order, line) == kind else Decimal(0)
			for line, left in zip(order.items, remaining, strict=True)
		]
		taken = share_in_order(lines, fee, precision)
		shares = [share + more for share, more in zip(shares, taken, strict=True)]
	return shares


def get_kind(order: Document, line: Document) -> Kind:
	return line.item_code, line.uom, from_field(line.rate, order.precision("total") or 0)


def get_monthly_kinds(order: Document) -> set[Kind]:
	"""Lines that stand for months. One statement for an order without a retainer."""
	if not frappe.db.exists("SOW", {"sales_order": order.name, "retainer_total": (">", 0)}):
		return set()
	signed = get_signed(frappe.get_doc("SOW", get_root(order.salesflow_sow)))
	return {line.kind for line in signed.lines if line.months}


def get_fees(order: Document, milestone: Document) -> dict[Kind, Decimal]:
	"""What the items of the milestone's month come to."""
	sow = frappe.get_doc("SOW", milestone.sow)
	entries = {entry.number: entry for entry in plan.expand(sow)}
	month = entries[milestone.milestone_no].month
	fees: dict[Kind, Decimal] = {}
	for row in retainer.get_rows(sow):
		fee, precision = retainer.get_fee(sow, row), order.precision("total") or 0
		rate = retainers.get_rate(fee.rate, month, retainer.get_indexation(sow), precision)
		kind = (row.item_code, row.uom, rate)
		fees[kind] = fees.get(kind, Decimal(0)) + fee.qty * rate
	return fees


def get_row(line: Document, share: Decimal, milestone: Document) -> Row:
	"""Quantity and rate of the invoice's row: of a month those of one month, else those of the line where they fit."""
	precision = line.precision("amount") or 0
	rate = from_field(line.rate, line.precision("rate") or precision)
	if milestone.trigger == MONTHLY and rate:
		qty = (share / rate).quantize(Decimal("0.001"))
		if qty * rate == share:
			return qty, rate
	return fit_line(share, from_field(line.qty), precision, line.precision("rate") or precision)
