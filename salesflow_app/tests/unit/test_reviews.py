"""The client's time to review a milestone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.reviews import HALF, LAST, OVER, get_last_day, get_stage

FIRST = date(2028, 2, 25)


@pytest.mark.parametrize(
	("days", "stages"),
	[
		(1, ["", LAST, OVER]),
		(2, ["", HALF, LAST, OVER]),
		(5, ["", "", "", HALF, HALF, LAST, OVER]),
	],
)
def test_each_day_has_its_stage(days, stages):
	last = get_last_day(FIRST, days)
	assert [get_stage(FIRST, last, FIRST + timedelta(days=day)) for day in range(len(stages))] == stages


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 366))
def test_stages_come_once_and_in_order(first, days):
	last = get_last_day(first, days)
	order = ["", HALF, LAST, OVER]
	found = [order.index(get_stage(first, last, first + timedelta(days=day))) for day in range(days + 3)]
	assert found == sorted(found) and found.count(2) == 1 and found[-1] == 3
