"""Months of a retainer: no gap, no overlap, to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.retainers import (
	Fee,
	Indexation,
	add_months,
	get_amount,
	get_due,
	get_last_day,
	get_months,
	get_rate,
	is_whole,
)

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
COUNTS = st.integers(1, 60)
RATES = st.decimals("0.01", "99999.99", places=2)


def test_31st_is_the_last_day_of_shorter_months_and_comes_back():
	starts = [month.first for month in get_months(date(2027, 10, 31), 6)]
	assert starts == [
		date(2027, 10, 31),
		date(2027, 11, 30),
		date(2027, 12, 31),
		date(2028, 1, 31),
		date(2028, 2, 29),
		date(2028, 3, 31),
	]
	assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)


@given(DAYS, COUNTS)
def test_months_follow_each_other_without_gap_or_overlap(start, count):
	months = get_months(start, count)
	assert len(months) == count and months[0].first == start
	for month, after in pairwise(months):
		assert month.first <= month.last and month.last + timedelta(days=1) == after.first
	assert all(month.first.day in (start.day, 28, 29, 30) for month in months)
	assert len({(month.first.year, month.first.month) for month in months}) == count


@given(DAYS, COUNTS, st.integers(0, 2000), st.integers(0, 2000))
def test_a_clock_that_stood_still_misses_no_month(start, count, first_look, second_look):
	months = get_months(start, count)
	days = sorted(start + timedelta(days=look) for look in (first_look, second_look))
	made = get_due(months, days[0])
	assert made == months[: len(made)]
	assert get_due(months, days[1])[: len(made)] == made


@given(DAYS, COUNTS, RATES, st.integers(1, 99), st.decimals("0", "50", places=2), st.integers(0, 2000))
def test_months_sum_to_the_lines_of_the_order(start, count, rate, qty, percentage, later):
	months, fee = get_months(start, count), Fee(Decimal(qty), rate)
	indexation = Indexation(start + timedelta(days=later), percentage)
	assert is_whole(fee, months, indexation, 2)
	lines: dict[Decimal, int] = {}
	for month in months:
		now = get_rate(rate, month, indexation, 2)
		lines[now] = lines.get(now, 0) + 1
	ordered = sum(qty * number * now for now, number in lines.items())
	assert sum(get_amount([fee], month, indexation, 2) for month in months) == ordered
	assert len(lines) <= 2


def test_part_of_a_cent_each_month_is_not_whole():
	months = get_months(date(2027, 1, 1), 3)
	assert not is_whole(Fee(Decimal("0.333"), Decimal("10.01")), months, None, 2)
	assert is_whole(Fee(Decimal("2.5"), Decimal("10")), months, None, 2)


@pytest.mark.parametrize(
	("given_on", "notice", "last"),
	[
		(date(2027, 1, 10), 0, date(2027, 1, 31)),
		(date(2027, 1, 10), 1, date(2027, 2, 28)),
		(date(2027, 1, 31), 3, date(2027, 4, 30)),
		(date(2027, 12, 1), 1, None),
	],
)
def test_notice_runs_to_the_end_of_a_month(given_on, notice, last):
	assert get_last_day(get_months(date(2027, 1, 1), 12), given_on, notice) == last


@given(DAYS, COUNTS, st.integers(0, 1000), st.integers(0, 12))
def test_notice_is_never_shorter_than_agreed(start, count, after, notice):
	months, given_on = get_months(start, count), start + timedelta(days=after)
	last = get_last_day(months, given_on, notice)
	assert last is None or (last >= add_months(given_on, notice) and last in {month.last for month in months})
