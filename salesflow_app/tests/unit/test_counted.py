"""Median and average of counted values are those of the values themselves."""

from collections import Counter
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.counted import get_average, get_median


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_counted_values_have_the_median_and_average_of_all(values):
	assert get_median(Counter(values)) == median(values)
	assert get_average(Counter(values)) == pytest.approx(mean(values))


def test_nothing_has_neither():
	assert get_median({}) is None and get_average({}) is None
