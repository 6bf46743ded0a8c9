"""Whole plans, from the percentages to the last invoice: order, schedule, milestones and invoices agree to the smallest unit.

A few hundred plans by default; `HYPOTHESIS_PROFILE=long` draws 100,000.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesflow_app.rules.milestones import (
	build_schedule,
	fit_line,
	share_fixed,
	share_remaining,
	split_amount,
	validate_plan,
)
from salesflow_app.rules.money import get_decimals, read_format

D = Decimal
ORDER_DATE = date(2026, 3, 1)
PLANS = max(300, settings.default.max_examples)
quantities = st.one_of(
	st.integers(1, 500).map(D),
	st.decimals(D("0.001"), 500, places=3),
	st.sampled_from([D("0.5"), D("2.5"), D("0.333"), D("3.000001")]),
)


@dataclass
class Plan:
	"""An order with its plan. `decimals` are the currency's, `precision` those that the site keeps."""

	decimals: int
	precision: int
	rounding: str
	lines: list[tuple[Decimal, Decimal]]
	shares: list[Decimal]
	days: list[int | None]
	freight: int
	order: list[int]
	made_again: list[bool]

	def round(self, amount: Decimal) -> Decimal:
		return amount.quantize(D(1).scaleb(-self.precision), self.rounding)

	@property
	def amounts(self) -> list[Decimal]:
		return [self.round(qty * rate) for qty, rate in self.lines]

	@property
	def share_precision(self) -> int:
		return get_decimals([*self.amounts, self.total], self.decimals, self.precision)

	@property
	def total(self) -> Decimal:
		return sum(self.amounts)


@st.composite
def plans(draw) -> Plan:
	decimals = draw(st.sampled_from([0, 2, 3]))
	precision = draw(st.sampled_from([0, 2, 3]))
	rates = st.integers(0, 10**7).map(lambda units: D(units).scaleb(-min(decimals, precision)))
	lines = draw(st.lists(st.tuples(quantities, rates), min_size=1, max_size=6))
	weights = draw(st.lists(st.integers(1, 100), min_size=1, max_size=8))
	shares = [(D(weight) * 100 / sum(weights)).quantize(D("0.01")) for weight in weights]
	shares[-1] = 100 - sum(shares[:-1])
	count = len(shares)
	return Plan(
		decimals,
		precision,
		draw(st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])),
		lines,
		shares,
		draw(st.lists(st.none() | st.integers(-5, 5), min_size=count, max_size=count)),
		draw(st.integers(-(10**6), 10**6)),
		draw(st.permutations(range(count))),
		draw(st.lists(st.booleans(), min_size=count, max_size=count)),
	)


def bill(plan: Plan, amount: Decimal, rest: list[Decimal]) -> list[Decimal]:
	"""The rows of one invoice, as ERPNext computes them of quantity and rate."""
	parts = share_remaining(rest, amount, plan.precision)
	rows = [
		fit_line(part, qty, plan.precision, plan.precision) if part else (qty, D(0))
		for part, (qty, _rate) in zip(parts, plan.lines, strict=True)
	]
	billed = [plan.round(qty * rate) for qty, rate in rows]
	assert billed == parts and all(rate >= 0 for _qty, rate in rows)
	return billed


@settings(max_examples=PLANS)
@given(plans())
def test_order_schedule_milestones_and_invoices_agree(plan):
	if plan.total < 1000 * D(1).scaleb(-min(plan.decimals, plan.precision)):
		return  # too little for its rows: refused, as other tests say
	decimals = plan.share_precision
	milestones = split_amount(plan.total, plan.shares, decimals)
	validate_plan(plan.total, milestones, ["name"] * len(milestones), decimals)
	rest = plan.amounts
	for place in plan.order:
		billed = bill(plan, milestones[place], rest)
		if plan.made_again[place]:
			assert bill(plan, milestones[place], rest) == billed
		assert sum(billed) == milestones[place]
		rest = [open_amount - part for open_amount, part in zip(rest, billed, strict=True)]
	assert not any(rest)
	check_charges(plan, milestones)
	check_schedule(plan, milestones)


def check_charges(plan: Plan, milestones: list[Decimal]) -> None:
	"""Freight is shared over the plan and comes to itself, in whole yen where it is in whole yen."""
	freight = D(plan.freight).scaleb(-min(plan.decimals, plan.precision))
	decimals = get_decimals([freight, *milestones], plan.decimals, plan.precision)
	parts = share_fixed(freight, milestones, decimals)
	assert sum(parts) == freight and all(part * freight >= 0 for part in parts)


def check_schedule(plan: Plan, milestones: list[Decimal]) -> None:
	"""With tax the schedule comes to the order's total; without, each date to its milestones."""
	days = [None if day is None else ORDER_DATE + timedelta(days=day) for day in plan.days]
	rows = [
		(f"M{place}", day, amount) for place, (day, amount) in enumerate(zip(days, milestones, strict=True))
	]
	gross = plan.total + plan.round(plan.total * 19 / 100)
	decimals = get_decimals([gross, *milestones], plan.decimals, plan.precision)
	schedule = build_schedule(rows, gross, ORDER_DATE, decimals)
	assert sum(row.amount for row in schedule) == gross
	assert sorted(name for row in schedule for name in row.names) == sorted(
		name for name, _day, _amount in rows
	)
	net = {name: amount for name, _day, amount in rows}
	for row in build_schedule(rows, plan.total, ORDER_DATE, plan.share_precision):
		assert row.amount == sum(net[name] for name in row.names)


@pytest.mark.parametrize(
	("number_format", "decimals"),
	[
		("#,###.##", 2),
		("#.###,##", 2),
		("# ###.##", 2),
		("# ###,##", 2),
		("#'###.##", 2),
		("#, ###.##", 2),
		("#,##,###.##", 2),
		("#,###.###", 3),
		("#.###", 0),
		("#,###", 0),
		("#.########", 8),
	],
)
def test_number_format_says_the_decimals(number_format, decimals):
	assert read_format(number_format) == decimals


def test_yen_are_shared_whole_where_the_site_keeps_cents():
	assert get_decimals([D("100.00"), D("3")], 0, 2) == 0
	assert get_decimals([D("82.5")], 0, 2) == 2
	assert get_decimals([D("1.25")], 3, 2) == 2
	assert split_amount(D("100.00"), [D("33.33"), D("33.33"), D("33.34")], 0) == [33, 33, 34]
