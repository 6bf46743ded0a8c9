"""When the weekly digest is due, of which days it tells, and which deals are stuck."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

STUCK_DAYS = 14
"""Days without any report after which an open deal counts as stuck."""
LATE_DAYS = 1
"""Days after the first working day on which a digest that was missed still goes out."""


def get_monday(day: date) -> date:
	return day - timedelta(days=day.weekday())


def is_due(day: date, is_working_day: Callable[[date], bool]) -> bool:
	"""Is it the first working day of its week, or the day after? A week without working days has none."""
	week = (get_monday(day) + timedelta(days=number) for number in range(7))
	first = next((each for each in week if is_working_day(each)), None)
	return first is not None and first <= day <= first + timedelta(days=LATE_DAYS)


def get_period(day: date) -> tuple[date, date]:
	"""The week before that of `day`: its Monday and its Sunday."""
	monday = get_monday(day)
	return monday - timedelta(days=7), monday - timedelta(days=1)


def is_stuck(last_report: date, until: date) -> bool:
	"""Has an open deal not been heard of for so long at the end of `until`?"""
	return (until - last_report).days >= STUCK_DAYS
