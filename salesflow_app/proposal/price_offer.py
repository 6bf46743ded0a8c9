"""The money of a Work Proposal, as its form shows it: rows, totals, margin, payment plan. The arithmetic is in `rules/`."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt

from salesflow_app.documents.currency import get_share_precision
from salesflow_app.rules.milestones import SHARE_DECIMALS, PlanError, split_amount
from salesflow_app.rules.numbers import NumberError, from_field, to_decimal
from salesflow_app.rules.price_offer import (
	MONTHLY,
	PriceOfferError,
	get_margin_percentage,
	line_amount,
	totals,
)
from salesflow_app.salesflow_app.workflows.work_proposal import DRAFT
from salesflow_app.text.sentences import translate

HUNDRED = Decimal(100)
USUAL_TERM = 12
"""Months of a retainer for which nobody entered a term."""
ROW_VALUES = ("qty", "rate", "discount_percentage", "cost_rate")
ROW_COLUMNS = (*ROW_VALUES, "billing", "is_optional", "is_selected")


def get_precision(proposal: Document) -> int:
	"""Decimals of the proposal's amounts."""
	return proposal.precision("total_one_time") or 0


def get_qty_precision(proposal: Document) -> int:
	"""Decimals that ERPNext keeps of a quantity."""
	return proposal.precision("qty", "items") or 0


def get_rounding() -> str:
	"""How this site rounds a half, as a name of `decimal`: ERPNext's quotation rounds the same way."""
	is_banker = frappe.get_system_settings("rounding_method") == "Banker's Rounding"
	return ROUND_HALF_EVEN if is_banker else ROUND_HALF_UP


def set_amounts(proposal: Document) -> None:
	"""Compute rows, totals, margin and plan. Raises ValidationError naming the row and column of a bad number."""
	try:
		_set_rows(proposal)
		set_totals(proposal)
		set_term(proposal)
		_set_plan(proposal)
	except (PriceOfferError, PlanError, NumberError) as error:
		frappe.throw(
			_("Work Proposal {0}: {1}").format(proposal.name or _("(new)"), escape_html(translate(error)))
		)


def _set_rows(proposal: Document) -> None:
	precision, qty_precision, rounding = get_precision(proposal), get_qty_precision(proposal), get_rounding()
	for row in proposal.items:
		net_rate, amount = line_amount(
			row.qty, row.rate, row.discount_percentage or 0, precision, row.idx, qty_precision, rounding
		)
		row.net_rate, row.amount = float(net_rate), float(amount)


def set_totals(proposal: Document) -> None:
	"""Totals and margin of the rows; an optional row counts once the client selected it."""
	sums = totals(
		[{name: row.get(name) for name in ROW_COLUMNS} for row in proposal.items],
		get_precision(proposal),
		get_qty_precision(proposal),
		get_rounding(),
	)
	for row in proposal.items:
		for fieldname in ROW_VALUES:
			row.set(fieldname, flt(row.get(fieldname)))
	proposal.total_one_time = float(sums.one_time)
	proposal.total_monthly = float(sums.monthly)
	proposal.total_optional = float(sums.optional)
	proposal.total_cost = float(sums.cost)
	proposal.margin_percentage = float(sums.margin_percentage or 0)
	proposal.margin_unknown = ", ".join(str(row) for row in sums.rows_without_cost)[:140]


def set_term(proposal: Document) -> None:
	"""A draft with monthly rows has a term; a retainer alone is paid each month, where nobody plans otherwise."""
	is_draft = proposal.workflow_state in (None, "", DRAFT)
	if not is_draft or all(row.billing != MONTHLY for row in proposal.items):
		return
	proposal.retainer_months = proposal.retainer_months or USUAL_TERM
	if not proposal.payment_plan and not proposal.total_one_time:
		row = {"milestone_name": _("Monthly fee"), "percentage": 100, "trigger": MONTHLY}
		proposal.append("payment_plan", row)


def get_plan_base(proposal: Document) -> Decimal:
	"""What the payment plan divides: the one-time total; for a retainer alone, one month."""
	return from_field(proposal.total_one_time or proposal.total_monthly, get_precision(proposal))


def _set_plan(proposal: Document) -> None:
	precision, base = get_precision(proposal), get_plan_base(proposal)
	for row in proposal.payment_plan:
		label = _("Payment Plan, row {0}").format(row.idx)
		share = to_decimal(row.percentage or 0, f"{label}, %", SHARE_DECIMALS, maximum=HUNDRED)
		row.percentage = float(share)
		amount = to_decimal(row.amount or 0, f"{label}, " + _("Amount"), None if share else precision)
		row.amount = float(base * share / HUNDRED if share else amount)
		row.amount = flt(row.amount, precision)
	for row, amount in zip(proposal.payment_plan, get_plan_amounts(proposal, base), strict=False):
		row.amount = float(amount)


def get_plan_amounts(proposal: Document, base: Decimal) -> list[Decimal]:
	"""The plan's amounts: they sum to `base` exactly where all are percentages making 100; else unchanged."""
	precision = get_precision(proposal)
	shares = [from_field(row.percentage, SHARE_DECIMALS) for row in proposal.payment_plan]
	if shares and all(shares) and sum(shares) == HUNDRED and base:
		try:
			return split_amount(base, shares, get_share_precision(proposal.currency, precision, [base]))
		except PlanError:
			pass  # a row would get nothing; the review says so
	return [from_field(row.amount, precision) for row in proposal.payment_plan]


def get_rows_without_cost(proposal: Document) -> list[int]:
	"""Row numbers, options included, that earn something and whose cost nobody entered."""
	return [row.idx for row in proposal.items if flt(row.amount) and not flt(row.cost_rate)]


def get_lowest_margin(proposal: Document, floor: Decimal) -> Decimal | None:
	"""The margin in percent in the worst case: with those options selected that earn less than `floor`; None if unknown."""
	if get_rows_without_cost(proposal):
		return None
	precision = get_precision(proposal)
	revenue = cost = Decimal(0)
	for row in proposal.items:
		amount = from_field(row.amount, precision)
		row_cost = from_field(flt(row.cost_rate) * flt(row.qty), precision)
		if not row.is_optional or get_margin_percentage(amount, row_cost) < floor:
			revenue += amount
			cost += row_cost
	return get_margin_percentage(revenue, cost)


def get_company_amount(proposal: Document) -> float:
	"""Everything the client can accept, net, in the company's currency: one-time, one month and every option."""
	total = flt(proposal.total_one_time) + flt(proposal.total_monthly) + flt(proposal.total_optional)
	return flt(total * flt(proposal.conversion_rate), 6)
