"""Arithmetic of a price offer: what a row costs, what the offer costs once and each month, what it earns.

Amounts are rounded first in the rate and then in the row, as ERPNext does in a quotation. A half goes up,
or to the even neighbour where the site rounds like bankers: `rounding`, a name of `decimal`, says which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from .numbers import LARGEST, STORED_DECIMALS, NumberError, show, to_decimal
from .sentences import say

MAX_ROWS = 2000
LARGEST_CELL = Decimal("999999999")
ONE_TIME = "One-time"
MONTHLY = "Monthly"


class PriceOfferError(ValueError):
	"""A cell that cannot be priced; `row` counts from 1, `column` is its label, `reason` a sentence."""

	def __init__(self, row: int, column: str, reason: str):
		super().__init__(say("Row {0}, {1}", row, reason) if row else reason)
		self.row, self.column, self.reason = row, column, reason


@dataclass(frozen=True)
class Totals:
	"""Sums of a price offer in its currency, net of tax."""

	one_time: Decimal
	monthly: Decimal
	"""For one month."""
	optional: Decimal
	"""What the client can still add: optional rows that are not selected, one-time and one month together."""
	cost: Decimal
	"""Of the rows that count, one month of the monthly ones."""
	margin_percentage: Decimal | None
	"""None where a row that counts has no internal cost: an unknown margin is no good margin."""
	rows_without_cost: tuple[int, ...]
	"""Row numbers, from 1, that count, earn something and have no internal cost."""


def line_amount(
	qty: Decimal,
	rate: Decimal,
	discount_percentage: Decimal,
	precision: int,
	row: int = 0,
	float_precision: int = 3,
	rounding: str = ROUND_HALF_UP,
) -> tuple[Decimal, Decimal]:
	"""Net rate after discount and amount of a row, both with `precision` decimals.

	Quantity and discount may have `float_precision` decimals, the rate `precision`: ERPNext would round
	more away and the quotation would differ. Raises PriceOfferError naming `row` and the column.
	"""
	qty = _read(qty, "Quantity", row, float_precision)
	rate = _read(rate, "Rate", row, precision)
	discount = _read(discount_percentage or 0, "Discount %", row, float_precision, Decimal(100))
	net_rate = _round(rate * (100 - discount) / 100, precision, rounding)
	amount = _round(net_rate * qty, precision, rounding)
	_validate_size(amount, "Amount", row)
	return net_rate, amount


def totals(
	rows: Sequence[Mapping], precision: int, float_precision: int = 3, rounding: str = ROUND_HALF_UP
) -> Totals:
	"""Add up rows with qty, rate, discount_percentage, cost_rate, billing, is_optional, is_selected.

	An optional row counts once it is selected. Raises PriceOfferError for the first bad cell.
	"""
	if len(rows) > MAX_ROWS:
		raise PriceOfferError(
			0, "", say("The price offer has {0} rows; at most {1} are allowed.", len(rows), MAX_ROWS)
		)
	sums = {ONE_TIME: Decimal(0), MONTHLY: Decimal(0), "optional": Decimal(0), "cost": Decimal(0)}
	without_cost = []
	for number, row in enumerate(rows, 1):
		amount, cost = _get_amounts(row, number, precision, float_precision, rounding)
		kind = _get_billing(row, number)
		if _is_ticked(row, "is_optional") and not _is_ticked(row, "is_selected"):
			sums["optional"] += amount
			continue
		sums[kind] += amount
		sums["cost"] += cost
		if amount and not cost:
			without_cost.append(number)
	for label, total in sums.items():
		_validate_size(total, f"Total {label.lower()}")
	revenue = sums[ONE_TIME] + sums[MONTHLY]
	margin = None if without_cost else get_margin_percentage(revenue, sums["cost"])
	return Totals(sums[ONE_TIME], sums[MONTHLY], sums["optional"], sums["cost"], margin, tuple(without_cost))


def get_margin_percentage(revenue: Decimal, cost: Decimal) -> Decimal:
	"""What is left of 100 % revenue after cost, with 3 decimals rounded down: no floor is met by rounding.

	Without revenue it is -100 where something costs, else 0.
	"""
	if not revenue:
		return Decimal(-100 if cost else 0)
	return ((revenue - cost) * 100 / revenue).quantize(Decimal("0.001"), ROUND_FLOOR)


def _get_amounts(
	row: Mapping, number: int, precision: int, float_precision: int, rounding: str
) -> tuple[Decimal, Decimal]:
	qty, rate, discount = row.get("qty"), row.get("rate"), row.get("discount_percentage")
	_, amount = line_amount(qty, rate, discount, precision, number, float_precision, rounding)
	cost_rate = _read(row.get("cost_rate") or 0, say("Cost"), number, STORED_DECIMALS)
	cost = _round(cost_rate * _read(qty, "Quantity", number, float_precision), precision, rounding)
	_validate_size(cost, say("Cost"), number)
	return amount, cost


def _get_billing(row: Mapping, number: int) -> str:
	billing = row.get("billing") or ONE_TIME
	if billing not in (ONE_TIME, MONTHLY):
		raise PriceOfferError(
			number, "Billing", say("Billing: {0} is neither One-time nor Monthly.", show(billing))
		)
	return billing


def _is_ticked(row: Mapping, name: str) -> bool:
	return row.get(name) in (1, True, "1")


def _read(value: object, column: str, row: int, precision: int, maximum: Decimal = LARGEST_CELL) -> Decimal:
	try:
		return to_decimal(value, say(column), precision, maximum=maximum)
	except NumberError as error:
		raise PriceOfferError(row, column, error.args[0]) from error


def _validate_size(amount: Decimal, column: str, row: int = 0) -> None:
	if amount > LARGEST:
		raise PriceOfferError(
			row, column, say("{0}: {1} is more than {2}.", say(column), f"{amount:,}", f"{LARGEST:,}")
		)


def _round(value: Decimal, precision: int, rounding: str) -> Decimal:
	return value.quantize(Decimal(1).scaleb(-precision), rounding)
