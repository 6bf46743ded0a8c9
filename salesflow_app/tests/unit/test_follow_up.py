"""Payment reminders: when one is due, and what stops it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.follow_up import get_step, is_reminder_due

DUE = date(2026, 3, 1)


def is_due(days_later, **values):
	facts = {
		"due_date": DUE,
		"today": DUE + timedelta(days=days_later),
		"days": 7,
		"outstanding": 100.0,
		**values,
	}
	return is_reminder_due(**facts)


def test_reminder_is_due_from_its_day_on_until_it_was_sent():
	assert [is_due(day) for day in (-1, 0, 6, 7, 8, 400)] == [0, 0, 0, 1, 1, 1]
	assert not is_due(8, last_sent_step="Reminder 1") and not is_due(400, last_sent_step=1)


@pytest.mark.parametrize(
	"stop",
	[
		{"outstanding": 0},
		{"outstanding": -5},
		{"outstanding": None},
		{"disputed": True},
		{"reminders_off": True},
	],
)
def test_payment_dispute_and_switch_stop_it(stop):
	assert not is_due(30, **stop)


def test_promise_holds_it_back_through_its_last_day():
	promise = DUE + timedelta(days=20)
	assert [is_due(day, promised_until=promise) for day in (19, 20, 21)] == [0, 0, 1]


def test_missed_steps_are_made_up_for_by_the_newest_alone():
	plan = [14, 7, 30]
	assert [get_step(DUE, DUE + timedelta(days=day), plan) for day in (6, 7, 14, 29, 99)] == [0, 1, 2, 2, 3]
	assert is_due(99, days=plan, last_sent_step=1) and not is_due(99, days=plan, last_sent_step=3)


def test_plan_may_begin_before_the_due_date():
	assert is_due(-3, days=[-3, 7]) and not is_due(-4, days=[-3, 7])


@pytest.mark.parametrize("days", [0, -1, []])
def test_plan_without_days_reminds_nobody(days):
	assert not is_due(100, days=days)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=5, unique=True), st.sets(st.integers(0, 120)))
def test_each_step_is_sent_once_at_most_whatever_days_the_clock_missed(plan, working_days):
	sent = []
	for day in sorted(working_days):
		if is_due(day, days=plan, last_sent_step=max(sent, default=None)):
			sent.append(get_step(DUE, DUE + timedelta(days=day), plan))
	assert sent == sorted(set(sent))
	if working_days and max(working_days) >= max(plan):
		assert sent[-1] == len(plan)
