"""Marks of clients, and the figures of a process review."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules import process_figures as figures
from salesflow_app.rules.feedback import MarkError, get_average, has_low, read_marks
from salesflow_app.rules.process_figures import Figure

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(st.lists(st.integers(1, 5), min_size=3, max_size=3))
def test_marks_are_read_as_numbers_or_texts(marks):
	assert read_marks(marks) == read_marks([f" {mark} " for mark in marks]) == marks
	assert min(marks) <= get_average(marks) <= max(marks)
	assert has_low(marks) == (min(marks) <= 2)


@pytest.mark.parametrize(
	"wrong", ["", None, 0, 6, -1, "5.0", 3.0, "²", "٣", True, "1e0", "x" * 100_000, [], {}]
)
def test_whatever_is_no_mark_names_its_question(wrong):
	with pytest.raises(MarkError, match="2"):
		read_marks([1, wrong, 5])


@given(DAYS, st.sampled_from(["Month", "Quarter"]))
def test_periods_follow_each_other_without_a_gap(day, kind):
	first, last = figures.get_period(day, kind)
	assert first <= day <= last and first.day == 1 and (last + timedelta(days=1)).day == 1
	assert (last.month - first.month + 1) == figures.MONTHS[kind]
	before = figures.get_period_before(day, kind)
	assert before[1] + timedelta(days=1) == first and before == figures.get_period(before[0], kind)


def test_a_figure_rests_on_the_cases_that_have_both_days():
	a, b, c = date(2026, 1, 1), date(2026, 1, 4), date(2026, 1, 11)
	assert figures.get_median_days([(a, b), (a, c), (None, b), (a, None)]) == Figure(6.5, 2)
	assert figures.get_median_days([(b, a)]) == Figure(-3, 1)
	assert figures.get_median_days([]) == figures.get_ratio(3, 0) == figures.get_share([]) == Figure()
	assert figures.get_share([True, False, False]) == Figure(33.3, 3)
	assert figures.get_ratio(3, 2) == Figure(1.5, 2)
	assert figures.get_change(Figure(4.5, 2), Figure(5, 1)) == -0.5
	assert figures.get_change(Figure(4.5, 2), Figure()) is None
