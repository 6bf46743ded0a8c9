"""Days on which a careless test fails, and how a test process is set to one of them. Standard library only."""

import calendar
import os
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
"""Where the tests' sites are."""
CLOCK = Path(__file__).resolve().parent / "clock"
"""A folder with a `sitecustomize.py`, which Python imports at its start."""
NOON, BEFORE_MIDNIGHT = time(12), time(23, 58)


def get_moments(today: date) -> list[tuple[str, str]]:
	"""Moments after `today` (ISO, with their offset to UTC), each with what is special about it.

	The last three begin two minutes before, so that the change happens while the tests run.
	"""
	monday = today + timedelta(days=7 - today.weekday())
	week = [(monday + timedelta(days=number), NOON) for number in range(7)]
	moments = [_get_moment(*day, day[0].strftime("%A")) for day in week]
	years = range(today.year + 1, today.year + 10)
	leap_year = next(year for year in years if calendar.isleap(year))
	return [
		*moments,
		_get_moment(date(years[0], 1, 31), NOON, "a month end soon after the new year"),
		_get_moment(date(leap_year, 2, 29), NOON, "29 February"),
		_get_moment(date(years[0], 12, 31), BEFORE_MIDNIGHT, "a year ends"),
		_get_moment(_get_last_sunday(years[0], 3), time(1, 58), "the clock goes forward"),
		_get_moment(_get_last_sunday(years[0], 10), time(2, 58), "the clock goes back"),
	]


def _get_last_sunday(year: int, month: int) -> date:
	last = date(year, month, 31)
	return last - timedelta(days=last.isoweekday() % 7)


def _get_moment(day: date, at: time, why: str) -> tuple[str, str]:
	return datetime.combine(day, at, ZONE).isoformat(), why


def set_clock(environment: dict[str, str], moment: str) -> dict[str, str]:
	"""An environment in which pytest runs its tests from this moment on, and with it every process they start."""
	paths = os.pathsep.join([str(CLOCK), environment["PYTHONPATH"]])
	return {**environment, "PYTHONPATH": paths, "SALESFLOW_TODAY": moment}


def start_clock(moment: str) -> None:
	"""Set this process's clock, which runs on from there, and that of the processes it will start."""
	import time_machine  # only the runs of `make test-days` need it

	begins = datetime.fromisoformat(moment).timestamp()
	os.environ["SALESFLOW_CLOCK_OFFSET"] = str(begins - datetime.now().timestamp())
	time_machine.travel(begins, tick=True).start()
