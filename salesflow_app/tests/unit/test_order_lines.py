"""A milestone over the lines of its order: amounts are exact, nothing is billed twice."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.milestones import PlanError, fit_line, share_fixed, share_remaining, split_amount

D = Decimal
precisions = st.sampled_from([0, 2, 3])
open_units = st.lists(st.integers(-1000, 10**9), min_size=1, max_size=40)
quantities = st.one_of(
	st.integers(1, 5000).map(D),
	st.decimals(D("0.001"), 5000, places=3),
	st.sampled_from([D("0.5"), D("1.5"), D("2.5"), D("2.6"), D("0.999999999"), D("3.000001"), D("33.33")]),
)


def bill(row, precision, rounding=ROUND_HALF_UP):
	"""What ERPNext makes of the row."""
	qty, rate = row
	return (qty * rate).quantize(D(1).scaleb(-precision), rounding)


@pytest.mark.parametrize(
	("amount", "qty", "expected"),
	[
		("33.33", "1", ("1", "33.33")),
		("0", "3", ("3", "0")),
		("66.66", "3", ("3", "22.22")),
		("66.67", "3", ("1", "66.67")),
		("359.96", "12", ("1", "359.96")),
		("0.05", "10", ("1", "0.05")),
		("10.00", "2.5", ("2.5", "4.00")),
		("0.01", "0.001", ("0.001", "10.00")),
	],
)
def test_line_keeps_its_quantity_where_one_rate_is_exact(amount, qty, expected):
	assert fit_line(D(amount), D(qty), 2) == tuple(D(value) for value in expected)


@given(st.integers(0, 10**10), quantities, precisions)
def test_any_line_is_exact_in_every_rounding_method(units, qty, precision):
	amount = D(units).scaleb(-precision)
	row = fit_line(amount, qty, precision)
	assert row[0] in (qty, 1) and row[1] >= 0
	assert row[1] == row[1].quantize(D(1).scaleb(-precision))
	assert bill(row, precision) == bill(row, precision, ROUND_HALF_EVEN) == amount
	assert round(float(row[0]) * float(row[1]) * 10**precision) == units


@given(st.integers(1, 10**8), st.integers(1, 5000))
def test_finer_rates_keep_the_quantity(units, qty):
	row = fit_line(D(units).scaleb(-2), D(qty), 2, rate_precision=6)
	assert row[0] == qty and bill(row, 2) == D(units).scaleb(-2)
	assert row[1] == row[1].quantize(D("0.000001"))


def test_rate_has_as_many_decimals_as_it_may():
	assert fit_line(D(10), D(3), 2, rate_precision=6) == (3, D("3.333333"))
	assert fit_line(D(10), D(3), 2, rate_precision=3) == (3, D("3.333"))
	for too_few in (None, 0, 2):
		assert fit_line(D(10), D(3), 2, rate_precision=too_few) == (1, D("10.00"))
	assert fit_line(D(10), D(4), 0) == (1, 10)


def test_fixed_tax_is_shared_like_the_plan():
	assert share_fixed(D("200.00"), [D(10), D(10), D(10)], 2) == [D("66.67"), D("66.66"), D("66.67")]
	assert share_fixed(D("0.05"), [D(50), D(50)], 2) == [D("0.03"), D("0.02")]
	assert share_fixed(D("-0.05"), [D(50), D(50)], 2) == [D("-0.03"), D("-0.02")]
	assert share_fixed(D("1.005"), [D("0.001"), D("0.002")], 3) == [D("0.335"), D("0.670")]


@pytest.mark.parametrize(
	("amount", "qty", "words"),
	[
		(D(-1), D(1), "The milestone amount: -1 is less than 0."),
		(D("1.005"), D(1), "The milestone amount: 1.005 has more than 2 decimals."),
		(D(1), D(0), "1.00 cannot be billed on a line with the quantity 0."),
		(D(1), D(-2), "The quantity: -2 is less than 0."),
		(D(1), float("nan"), "The quantity: nan is not a number that can be used."),
	],
)
def test_line_that_cannot_carry_the_amount_is_refused(amount, qty, words):
	with pytest.raises(PlanError) as refusal:
		fit_line(amount, qty, 2)
	assert str(refusal.value) == words


def test_amount_goes_where_something_is_left():
	assert share_remaining([D(100), D(0), D(-5), D(50)], D("100.00"), 2) == [D("66.67"), 0, 0, D("33.33")]
	assert share_remaining([], D(0), 2) == []
	assert share_remaining([D(0)], D(0), 2) == [0]


def test_more_than_what_is_left_is_refused():
	with pytest.raises(PlanError) as refusal:
		share_remaining([D(100), D(-100)], D("100.01"), 2)
	assert str(refusal.value) == "The milestone of 100.01 is more than the 100.00 still to be billed."


def test_fixed_tax_of_a_plan_without_amounts_is_refused():
	with pytest.raises(PlanError, match="has no amounts"):
		share_fixed(D(19), [D(0)], 2)


@given(open_units, st.data(), precisions)
def test_shares_of_lines_are_exact_and_within_what_is_left(units, data, precision):
	remaining = [D(unit).scaleb(-precision) for unit in units]
	room = sum(max(unit, 0) for unit in units)
	amount = D(data.draw(st.integers(0, room))).scaleb(-precision)
	shares = share_remaining(remaining, amount, precision)
	assert sum(shares) == amount
	assert all(0 <= share <= max(rest, 0) for share, rest in zip(shares, remaining, strict=True))
	everything = share_remaining(remaining, D(room).scaleb(-precision), precision)
	assert everything == [max(rest, 0) for rest in remaining]


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=60), precisions)
def test_shares_of_a_charge_sum_to_it_and_keep_its_sign(charge, milestones, precision):
	scale = D(1).scaleb(-precision)
	shares = share_fixed(charge * scale, [units * scale for units in milestones], precision)
	assert sum(shares) == charge * scale
	assert all(share * charge >= 0 for share in shares)


@given(st.integers(1, 30), st.lists(st.integers(1, 10**7), min_size=1, max_size=12))
def test_invoices_of_all_milestones_bill_every_line_of_the_order(count, lines):
	"""Plan -> lines -> invoice rows, nothing left and nothing over."""
	total = D(sum(lines)).scaleb(-2)
	if sum(lines) < count:
		return
	share = (D(100) / count).quantize(D("0.0001"))
	plan = split_amount(total, [share] * (count - 1) + [100 - share * (count - 1)], 2)
	remaining = [D(line).scaleb(-2) for line in lines]
	for amount in plan:
		shares = share_remaining(remaining, amount, 2)
		assert sum(bill(fit_line(part, D(row % 7 + 1), 2), 2) for row, part in enumerate(shares)) == amount
		remaining = [rest - part for rest, part in zip(remaining, shares, strict=True)]
	assert not any(remaining)
