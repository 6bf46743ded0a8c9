"""The plan of payment follow-up: which step an invoice has come to, and what holds it back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.follow_up import (
	Step,
	choose_plan,
	find_hold,
	get_due,
	get_next_day,
	get_strongest,
	make_plan,
)

DUE = date(2026, 3, 1)
PLAN = make_plan([Step(14, tone="Firm"), Step(-3), Step(7), Step(30, "Dunning")])


def get_days(days_later, plan=PLAN, **values):
	due = get_due(plan, DUE, DUE + timedelta(days=days_later), **values)
	return due and due.step.days


def test_step_is_due_from_its_day_on_until_it_was_done():
	assert [get_days(day) for day in (-4, -3, 0, 6, 7, 13, 14, 29, 30, 400)] == [
		*(None, -3, -3, -3),
		*(7, 7, 14, 14, 30, 30),
	]
	assert get_days(8, done=7) is None and get_days(400, done=30) is None
	assert get_days(14, done=7) == 14


def test_missed_steps_are_made_up_for_by_the_newest_alone():
	due = get_due(PLAN, DUE, DUE + timedelta(days=20), done=-3)
	assert (due.step.days, due.number, [step.days for step in due.skipped]) == (14, 3, [7])


def test_step_whose_day_was_before_the_invoice_is_not_sent_with_it():
	"""Zero payment days: the client has just got the invoice, nobody reminds them of it the same hour."""
	assert get_days(0, since=DUE) is None and get_days(0, since=DUE - timedelta(days=2)) is None
	assert get_days(7, since=DUE) == 7


def test_plan_that_was_changed_goes_on_after_what_was_done():
	changed = make_plan([Step(5), Step(10)])
	assert get_days(9, changed, done=7) is None and get_days(10, changed, done=7) == 10


def test_class_with_a_plan_of_its_own_follows_it_alone():
	plans = {"": PLAN, "API": make_plan([Step(1)])}
	assert choose_plan(plans, "API") == plans["API"]
	assert choose_plan(plans, "10x") == choose_plan(plans, None) == PLAN
	assert choose_plan({}, "API") == ()


def test_next_day_is_today_where_a_step_is_due():
	assert get_next_day(PLAN, DUE, DUE) == DUE
	assert get_next_day(PLAN, DUE, DUE, done=-3) == DUE + timedelta(days=7)
	assert get_next_day(PLAN, DUE, DUE + timedelta(days=99), done=30) is None


@pytest.mark.parametrize(
	("facts", "hold"),
	[
		({"outstanding": 0}, "Paid"),
		({"outstanding": Decimal("-5")}, "Paid"),
		({"outstanding": None}, "Paid"),
		({"is_disputed": True}, "Disputed"),
		({"is_on_hold": True}, "Order on Hold"),
		({"promised_until": DUE}, "Promised"),
		({"promised_until": DUE - timedelta(days=1)}, ""),
		({}, ""),
	],
)
def test_what_holds_an_invoice_back(facts, hold):
	assert find_hold(**{"outstanding": 100.0, "today": DUE, **facts}) == hold


def test_mail_takes_the_firmest_tone_of_its_steps():
	assert get_strongest([Step(7), Step(14, tone="Firm"), Step(21)]).tone == "Firm"


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2028, 2, 29), date(2027, 2, 28), date(2026, 12, 31)])
def test_days_are_days_at_month_ends_and_leap_days(day):
	assert get_due((Step(1),), day, day) is None
	assert get_due((Step(1),), day, day + timedelta(days=1)).step.days == 1
	assert get_due((Step(30),), day, day + timedelta(days=29)) is None
	assert get_due((Step(30),), day, day + timedelta(days=30)).step.days == 30


@given(st.lists(st.integers(-10, 60), min_size=1, max_size=5, unique=True), st.sets(st.integers(0, 140)))
def test_each_step_is_done_once_at_most_and_none_is_missed_whatever_days_the_clock_missed(days, working_days):
	plan, begun = make_plan(map(Step, days)), DUE - timedelta(days=20)
	done: list[int] = []
	skipped: list[int] = []
	for day in sorted(working_days):
		today = begun + timedelta(days=day)
		if due := get_due(plan, DUE, today, max(done, default=None)):
			done.append(due.step.days)
			skipped += [step.days for step in due.skipped]
	assert done == sorted(set(done)) and not set(done) & set(skipped) and len(skipped) == len(set(skipped))
	if working_days:
		last = begun + timedelta(days=max(working_days))
		assert sorted(done + skipped) == [step.days for step in plan if step.get_day(DUE) <= last]
