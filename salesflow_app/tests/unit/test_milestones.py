"""Milestone plans: sums to the cent, refusals in words, the payment schedule of the order."""

import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.milestones import PlanError, build_schedule, split_amount, validate_plan

D = Decimal
ORDER_DATE = date(2026, 3, 1)
precisions = st.sampled_from([0, 2, 3])


@st.composite
def percentages(draw, most=60):
	"""1 to 60 percentages of at most six decimals that sum to 100 exactly."""
	weights = draw(st.lists(st.integers(1, 1000), min_size=1, max_size=most))
	shares = [(D(weight) * 100 / sum(weights)).quantize(D("0.0001")) for weight in weights]
	shares[-1] = 100 - sum(shares[:-1])
	return shares


@st.composite
def plans(draw):
	"""(precision, amounts, planned dates): 1 to 60 milestones, some without a date, many on the same."""
	precision = draw(precisions)
	units = draw(st.lists(st.integers(1, 10**9), min_size=1, max_size=60))
	days = st.none() | st.integers(-40, 40).map(lambda days: ORDER_DATE + timedelta(days=days))
	dates = draw(st.lists(days, min_size=len(units), max_size=len(units)))
	return precision, [D(unit).scaleb(-precision) for unit in units], dates


def test_thirds_are_refused_with_their_sum():
	with pytest.raises(PlanError) as refusal:
		split_amount(D("100.00"), [D("33.33")] * 3, 2)
	assert str(refusal.value) == "The payment plan sums to 99.99 %, not to 100 %."


def test_last_row_takes_the_rounding():
	assert split_amount(D("100.00"), [D("33.34"), D("33.33"), D("33.33")], 2) == [
		D("33.34"),
		D("33.33"),
		D("33.33"),
	]
	assert split_amount(D("0.05"), [D("33.33"), D("33.33"), D("33.34")], 2) == [
		D("0.02"),
		D("0.02"),
		D("0.01"),
	]
	assert split_amount(D(101), [D(50), D(50)], 0) == [D(51), D(50)]


def test_rounding_of_many_small_rows_does_not_eat_the_last():
	amounts = split_amount(D("10.00"), [D("1.6667")] * 59 + [D("1.6647")], 2)
	assert sum(amounts) == D("10.00") and {*amounts} == {D("0.16"), D("0.17")}


@pytest.mark.parametrize(
	("shares", "words"),
	[
		([], "The plan is empty: add at least one row."),
		([50, 49], "The payment plan sums to 99.00 %, not to 100 %."),
		([100, 1], "The payment plan sums to 101.00 %, not to 100 %."),
		([D("99.999999")], "The payment plan sums to 99.999999 %, not to 100 %."),
		([100, 0], "Row 2 of the payment plan has 0 %: enter a share or remove the row."),
		([100, D("0.0000001")], "Row 2 of the payment plan has 0 %: enter a share or remove the row."),
		([105, -5], "Row 2 of the payment plan: -5 is less than 0."),
		([float("nan"), 50], "Row 1 of the payment plan: nan is not a number that can be used."),
		([1e309], "Row 1 of the payment plan: inf is not a number that can be used."),
		(
			["12,5"],
			"Row 1 of the payment plan: 12,5 has a comma; write it with a decimal point, like 1234.5.",
		),
		([None], "Row 1 of the payment plan is empty: enter a number."),
		([1] * 10000, "The plan has 10000 rows; at most 100 are allowed."),
	],
)
def test_bad_percentages_are_refused_at_once(shares, words):
	start = time.perf_counter()
	with pytest.raises(PlanError) as refusal:
		split_amount(D(100), shares, 2)
	assert str(refusal.value) == words
	assert time.perf_counter() - start < 0.2


def test_total_too_small_for_its_rows_is_refused():
	with pytest.raises(
		PlanError, match=r"Row 2 of the payment plan would get nothing: 0\.02 is too little for 4 rows"
	):
		split_amount(D("0.02"), [25] * 4, 2)


def test_total_with_more_decimals_than_the_currency_is_refused():
	with pytest.raises(PlanError, match=r"The total: 100\.50 has more than 0 decimals"):
		split_amount(D("100.50"), [100], 0)


@given(st.integers(10**6, 10**12 - 1), percentages(), precisions)
def test_any_split_is_exact(units, shares, precision):
	total = D(units).scaleb(-precision)
	amounts = split_amount(total, shares, precision)
	assert sum(amounts) == total and all(amount > 0 for amount in amounts)
	unit = D(1).scaleb(-precision)
	for amount, share in zip(amounts[:-1], shares, strict=False):
		assert abs(amount - total * share / 100) <= unit
	validate_plan(total, amounts, ["name"] * len(amounts), precision)


def test_plan_that_does_not_reach_the_total_says_what_is_missing():
	with pytest.raises(PlanError) as refusal:
		validate_plan(D("100.00"), [D("33.33")] * 3, ["a", "b", "c"], 2)
	assert str(refusal.value) == "The milestone plan sums to 99.99 of 100.00, so 0.01 is missing."
	with pytest.raises(PlanError) as refusal:
		validate_plan(D(1000), [D(1001)], ["a"], 0)
	assert str(refusal.value) == "The milestone plan sums to 1,001 of 1,000, which is 1 too much."


@pytest.mark.parametrize(
	("amount", "words"),
	[
		(0, "Milestone 2 (Go-live ??7*7??) has the amount 0: enter an amount or remove the row."),
		(-1, "Milestone 2 (Go-live ??7*7??): -1 is less than 0."),
		(D("0.005"), "Milestone 2 (Go-live ??7*7??): 0.005 has more than 2 decimals."),
		(float("inf"), "Milestone 2 (Go-live ??7*7??): inf is not a number that can be used."),
	],
)
def test_bad_amount_is_refused_by_row_and_name(amount, words):
	with pytest.raises(PlanError) as refusal:
		validate_plan(D(100), [D(100), amount], ["Start", "Go-live {{7*7}}"], 2)
	assert str(refusal.value) == words


def test_empty_and_endless_plans_are_refused():
	with pytest.raises(PlanError, match="add at least one milestone"):
		validate_plan(D(0), [], [], 2)
	with pytest.raises(PlanError, match="has 101 milestones; at most 100"):
		build_schedule([("a", None, D(1))] * 101, D(101), ORDER_DATE, 2)
	assert len(build_schedule([("a", None, D(1))] * 100, D(100), ORDER_DATE, 2)) == 1
	with pytest.raises(PlanError, match="has no amount"):
		build_schedule([("a", None, D(0))], D(0), ORDER_DATE, 2)


def test_same_and_past_dates_become_rows_that_erpnext_accepts():
	rows = build_schedule(
		[
			("Deposit", date(2026, 1, 1), D("200.00")),
			("Start", None, D("300.00")),
			("Test", date(2026, 5, 1), D("250.00")),
			("Acceptance", None, D("200.00")),
			("Training", date(2026, 4, 1), D("50.00")),
		],
		D("1190.00"),
		ORDER_DATE,
		2,
	)
	assert [(row.due_date, row.amount, row.names) for row in rows] == [
		(ORDER_DATE, D("595.00"), ("Deposit", "Start")),
		(date(2026, 4, 1), D("59.50"), ("Training",)),
		(date(2026, 5, 1), D("535.50"), ("Test", "Acceptance")),
	]


@given(plans(), st.integers(0, 10**13))
def test_any_schedule_is_exact_and_has_each_date_once(plan, gross_units):
	precision, amounts, dates = plan
	gross = D(min(gross_units, 99999999999 * 10**precision)).scaleb(-precision)
	names = [f"M{row}" for row in range(len(amounts))]
	rows = build_schedule(list(zip(names, dates, amounts, strict=True)), gross, ORDER_DATE, precision)
	assert sum(row.amount for row in rows) == gross and all(row.amount >= 0 for row in rows)
	days = [row.due_date for row in rows]
	assert days == sorted(set(days)) and days[0] >= ORDER_DATE
	assert sorted(name for row in rows for name in row.names) == sorted(names)


@given(plans())
def test_schedule_without_tax_is_the_plan_itself(plan):
	precision, amounts, _ = plan
	dates = [ORDER_DATE + timedelta(days=row) for row in range(len(amounts))]
	milestones = [("m", day, amount) for day, amount in zip(dates, amounts, strict=True)]
	assert [row.amount for row in build_schedule(milestones, sum(amounts), ORDER_DATE, precision)] == amounts
