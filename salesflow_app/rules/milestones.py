"""Money of a milestone plan, to the smallest unit. Currency and precision are the caller's.

Rounding is half up, whatever the site's rounding method: its fields then have nothing left to round.
How a milestone is spread over the lines of an order is in `order_lines.py` and offered here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .money import PlanError, read, round_half_up, share_running, show_money, to_amounts, to_units
from .numbers import STORED_DECIMALS, show
from .order_lines import fit_line, share_fixed, share_remaining
from .sentences import say

__all__ = [
	"PlanError",
	"ScheduleRow",
	"build_schedule",
	"fit_line",
	"share_fixed",
	"share_remaining",
	"split_amount",
	"validate_plan",
]

MAX_MILESTONES = 100
SHARE_DECIMALS = 6
"""Decimals of a milestone's percentage."""
PERCENT_STEP = Decimal(1).scaleb(-SHARE_DECIMALS)

Milestone = tuple[str, "date | None", Decimal]
"""Name, planned date, net amount."""


@dataclass(frozen=True)
class ScheduleRow:
	"""One row of ERPNext's payment schedule: amount with tax, and the milestones that fall due then."""

	due_date: date
	amount: Decimal
	names: tuple[str, ...]


def split_amount(total: Decimal, shares: Sequence[Decimal], precision: int) -> list[Decimal]:
	"""Amounts of a plan given in percent; they sum to `total` exactly.

	Each row is rounded half up, the last takes the rounding. Where that would halve or double the last
	one (many small rows), every row is the difference of the rounded running totals instead.
	Raises PlanError unless the shares are positive and sum to exactly 100 (at 6 decimals), or where a row
	would get nothing: 3 x 33.33 % is refused, never saved as 99.99.
	"""
	units = to_units(total, say("The total"), precision)
	weights = _read_shares(shares)
	exact = [units * weight / 100 for weight in weights]
	rounded = [round_half_up(value) for value in exact]
	rounded[-1] = units - sum(rounded[:-1])
	if abs(rounded[-1] - exact[-1]) > exact[-1] / 2:
		rounded = share_running(units, weights)
	if 0 in rounded:
		raise PlanError(
			say(
				"Row {0} of the payment plan would get nothing: {1} is too little for {2} rows.",
				rounded.index(0) + 1,
				show_money(units, precision),
				len(rounded),
			)
		)
	return to_amounts(rounded, precision)


def validate_plan(total: Decimal, amounts: Sequence[Decimal], names: Sequence[str], precision: int) -> None:
	"""Raise PlanError unless every amount is above zero and they sum to `total` to the smallest unit."""
	_validate_count(amounts, say("milestone"), say("milestones"))
	expected = to_units(total, say("The total"), precision)
	found = 0
	for row, (amount, name) in enumerate(zip(amounts, names, strict=True), 1):
		label = say("Milestone {0} ({1})", row, show(name))
		units = to_units(amount, label, precision)
		if not units:
			raise PlanError(say("{0} has the amount 0: enter an amount or remove the row.", label))
		found += units
	if found != expected:
		raise PlanError(_describe_gap(found, expected, precision))


def build_schedule(
	milestones: Sequence[Milestone], grand_total: Decimal, order_date: date, precision: int
) -> list[ScheduleRow]:
	"""Rows of a Sales Order's payment schedule, by date; their amounts sum to `grand_total` exactly.

	ERPNext refuses two rows on one date and a date before the order's: same dates become one row, earlier
	dates the order's. A milestone without a date is due with the latest one before it in the plan.
	Without tax each amount is the milestone's own. Raises PlanError for an empty plan or one without value.
	"""
	_validate_count(milestones, say("milestone"), say("milestones"))
	amounts = [
		to_units(amount, say("Milestone {0}", show(name)), precision) for name, _, amount in milestones
	]
	if not sum(amounts):
		raise PlanError(say("The milestone plan has no amounts: enter an amount in each row."))
	by_date: dict[date, list[int]] = {}
	for row, due_date in enumerate(_get_due_dates(milestones, order_date)):
		by_date.setdefault(due_date, []).append(row)
	days = sorted(by_date)
	weights = [Fraction(sum(amounts[row] for row in by_date[day])) for day in days]
	shares = share_running(to_units(grand_total, say("The grand total"), precision), weights)
	return [
		ScheduleRow(day, amount, tuple(milestones[row][0] for row in by_date[day]))
		for day, amount in zip(days, to_amounts(shares, precision), strict=True)
	]


def _get_due_dates(milestones: Sequence[Milestone], order_date: date) -> list[date]:
	latest, dates = order_date, []
	for _, planned_date, _ in milestones:
		dates.append(max(planned_date, order_date) if planned_date else latest)
		latest = max(latest, dates[-1])
	return dates


def _read_shares(shares: Sequence[Decimal]) -> list[Fraction]:
	_validate_count(shares, say("row"), say("rows"))
	percentages = []
	for row, share in enumerate(shares, 1):
		value = read(share, say("Row {0} of the payment plan", row), STORED_DECIMALS)
		percentages.append(value.quantize(PERCENT_STEP, ROUND_HALF_UP))
		if not percentages[-1]:
			raise PlanError(say("Row {0} of the payment plan has 0 %: enter a share or remove the row.", row))
	total = sum(percentages)
	if total != 100:
		decimals = max(2, -total.normalize().as_tuple().exponent)
		raise PlanError(say("The payment plan sums to {0} %, not to 100 %.", f"{total:.{decimals}f}"))
	return [Fraction(value) for value in percentages]


def _validate_count(rows: Sequence, kind: str, kinds: str) -> None:
	if not rows:
		raise PlanError(say("The plan is empty: add at least one {0}.", kind))
	if len(rows) > MAX_MILESTONES:
		raise PlanError(
			say("The plan has {0} {1}; at most {2} are allowed.", len(rows), kinds, MAX_MILESTONES)
		)


def _describe_gap(units: int, expected: int, precision: int) -> str:
	gap = show_money(abs(expected - units), precision)
	sums = show_money(units, precision), show_money(expected, precision)
	if units < expected:
		return say("The milestone plan sums to {0} of {1}, so {2} is missing.", *sums, gap)
	return say("The milestone plan sums to {0} of {1}, which is {2} too much.", *sums, gap)
