"""Months of a retainer: when each starts and ends, which rates it has, what it comes to.

A month starts on the day of the month on which the retainer started. Where a month has no such day, it starts on its
last one: a retainer from 31 January starts its months on 28 (or 29) February, 31 March, 30 April.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

LONGEST = 60
"""Months of a term. A longer one is agreed anew."""


@dataclass(frozen=True)
class Month:
	"""One month of a retainer, both days included. It is billed in advance, on its first day."""

	number: int
	"""From 1."""
	first: date
	last: date


@dataclass(frozen=True)
class Fee:
	"""What is due each month for one item, and the rates it has later."""

	qty: Decimal
	rate: Decimal


@dataclass(frozen=True)
class Indexation:
	"""Higher rates for the months that start on `first` or later."""

	first: date
	percentage: Decimal


def add_months(start: date, count: int) -> date:
	"""The same day `count` months later, or the last day of a month that is too short for it."""
	months = start.year * 12 + start.month - 1 + count
	year, month = divmod(months, 12)
	return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def get_months(start: date, count: int) -> list[Month]:
	"""The months of a term, without gaps and without overlap."""
	starts = [add_months(start, number) for number in range(count + 1)]
	return [
		Month(number, first, after - timedelta(days=1))
		for number, (first, after) in enumerate(pairwise(starts), 1)
	]


def get_rate(rate: Decimal, month: Month, indexation: Indexation | None, precision: int) -> Decimal:
	"""The rate of an item in one month, rounded half up to `precision`."""
	if not indexation or month.first < indexation.first:
		return rate
	higher = rate * (100 + indexation.percentage) / 100
	return higher.quantize(Decimal(1).scaleb(-precision), ROUND_HALF_UP)


def get_amount(fees: Sequence[Fee], month: Month, indexation: Indexation | None, precision: int) -> Decimal:
	"""What one month comes to, net. Each fee is whole smallest units, see `is_whole`."""
	exact = (fee.qty * get_rate(fee.rate, month, indexation, precision) for fee in fees)
	return sum(exact, Decimal(0)).quantize(Decimal(1).scaleb(-precision), ROUND_HALF_UP)


def is_whole(fee: Fee, months: Sequence[Month], indexation: Indexation | None, precision: int) -> bool:
	"""Does the fee come to whole smallest units in every month? Else twelve months would not be twelve times one."""
	unit = Decimal(1).scaleb(-precision)
	rates = {get_rate(fee.rate, month, indexation, precision) for month in months}
	return all(fee.qty * rate % unit == 0 for rate in rates)


def get_last_day(months: Sequence[Month], given: date, notice: int) -> date | None:
	"""The end of the month in which a notice of so many months runs out; None where the term ends before."""
	earliest = add_months(given, notice)
	return next((month.last for month in months if month.last >= earliest), None)


def get_due(months: Sequence[Month], day: date, ends_on: date | None = None) -> list[Month]:
	"""Months that start on `day` or before, and not after the retainer was ended."""
	return [month for month in months if month.first <= day and not (ends_on and month.first > ends_on)]
