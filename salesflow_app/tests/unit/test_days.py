"""The days of `make test-days` are those on which a careless test fails."""

import subprocess
import sys
from datetime import date, datetime

import pytest

from salesflow_app.tests import days
from salesflow_app.tests.bench import CHECKOUT

TODAYS = [date(2026, 11, 28), date(2027, 2, 28), date(2028, 2, 29), date(2027, 12, 31)]


def read(today: date) -> list[datetime]:
	return [datetime.fromisoformat(moment) for moment, _why in days.get_moments(today)]


@pytest.mark.parametrize("today", TODAYS)
def test_every_weekday_and_the_days_of_the_calendar_are_among_them(today):
	moments = read(today)
	assert {moment.weekday() for moment in moments[:7]} == set(range(7))
	assert {(1, 31), (2, 29), (12, 31)} <= {(moment.month, moment.day) for moment in moments}
	assert all(moment.date() > today for moment in moments)


@pytest.mark.parametrize("today", TODAYS)
def test_clock_changes_two_minutes_after_the_last_two_begin(today):
	for moment in read(today)[-2:]:
		begins = moment.astimezone(days.ZONE)
		later = datetime.fromtimestamp(begins.timestamp() + 120, days.ZONE)
		assert begins.utcoffset() != later.utcoffset()


def test_child_processes_share_the_clock():
	pytest.importorskip("time_machine", reason="the clock is set in .venv alone")
	show = "import datetime; print(datetime.datetime.now(datetime.timezone.utc).isoformat(), flush=True)"
	child = f"import subprocess, sys; {show}; subprocess.run([sys.executable, '-c', {show!r}])"
	parent = f"from salesflow_app.tests import days; days.start_clock('2028-02-29T12:00:00+01:00'); {child}"
	environment = days.set_clock({"PYTHONPATH": str(CHECKOUT)}, "")
	done = subprocess.run(
		[sys.executable, "-c", parent], env=environment, capture_output=True, text=True, check=True
	)
	begins = datetime.fromisoformat("2028-02-29T11:00:00+00:00")
	first, second = map(datetime.fromisoformat, done.stdout.split())
	assert begins <= first <= second
	assert (second - begins).total_seconds() < 120
