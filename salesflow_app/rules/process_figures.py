"""Figures of a process review: medians of days, shares, what changed since the review before. Values in, values out."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

MONTH, QUARTER = "Month", "Quarter"
MONTHS = {MONTH: 1, QUARTER: 3}


@dataclass(frozen=True)
class Figure:
	"""A value and the number of cases it rests on; without any case there is no value."""

	value: float = 0
	cases: int = 0


def get_period(day: date, kind: str) -> tuple[date, date]:
	"""First and last day of the month or quarter that `day` is in."""
	months = MONTHS[kind]
	first = day.month - (day.month - 1) % months
	last = first + months - 1
	return date(day.year, first, 1), date(day.year, last, calendar.monthrange(day.year, last)[1])


def get_period_before(day: date, kind: str) -> tuple[date, date]:
	"""The last whole month or quarter before the one that `day` is in."""
	return get_period(get_period(day, kind)[0] - timedelta(days=1), kind)


def get_median_days(pairs: Iterable[tuple[date | None, date | None]]) -> Figure:
	"""Median of the days from the first to the second date; pairs that lack one are no case."""
	days = [(end - start).days for start, end in pairs if start and end]
	return Figure(round(median(days), 1), len(days)) if days else Figure()


def get_share(flags: Iterable[bool]) -> Figure:
	"""Per cent of the cases that are true."""
	known = list(flags)
	return Figure(round(100 * sum(known) / len(known), 1), len(known)) if known else Figure()


def get_ratio(count: float, cases: int) -> Figure:
	"""So many for each case."""
	return Figure(round(count / cases, 2), cases) if cases else Figure()


def get_average(values: Iterable[float]) -> Figure:
	known = list(values)
	return Figure(round(sum(known) / len(known), 1), len(known)) if known else Figure()


def get_change(now: Figure, before: Figure) -> float | None:
	"""What was added since the review before; None where one of the two has no case."""
	return round(now.value - before.value, 2) if now.cases and before.cases else None
