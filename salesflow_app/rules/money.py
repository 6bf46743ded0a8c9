"""Money in whole smallest units of a currency (cents), so that no sum can drift. No business meaning here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .numbers import NumberError, count_decimals, to_decimal

THOUSAND = 3
"""Places between the marks of thousands."""


class PlanError(ValueError):
	"""A plan or a share that cannot be billed to the cent. The message is a complete sentence."""


def read(value: Decimal, label: str, precision: int, minimum: int | None = 0) -> Decimal:
	"""Read a number strictly; raises PlanError naming `label`."""
	try:
		return to_decimal(value, label, precision, minimum)
	except NumberError as error:
		raise PlanError(*error.args) from error


def to_units(value: Decimal, label: str, precision: int, minimum: int | None = 0) -> int:
	"""Whole smallest units of an amount; raises PlanError for more decimals than `precision`."""
	return int(read(value, label, precision, minimum).scaleb(precision))


def to_amounts(units: Sequence[int], precision: int) -> list[Decimal]:
	"""Amounts with `precision` decimals."""
	return [Decimal(value).scaleb(-precision) for value in units]


def read_format(number_format: str) -> int:
	"""Decimals of a number format: none of #,###, two of #.###,##, three of #,###.###, eight of #.########."""
	marks = [mark for mark in re.split("#+", number_format) if mark]
	last = number_format.rpartition("#" if not marks else marks[-1])[2]
	is_decimal_mark = marks and (marks[-1] not in marks[:-1] if len(marks) > 1 else len(last) != THOUSAND)
	return len(last) if is_decimal_mark else 0


def get_decimals(values: Sequence[Decimal], decimals: int, precision: int) -> int:
	"""Decimals to share these amounts in: those of the currency, or the field's where one of them is finer.

	A field keeps as many decimals as the site is set to, whatever the currency: yen may be kept with two.
	"""
	coarse = min(decimals, precision)
	return coarse if all(count_decimals(value) <= coarse for value in values) else precision


def round_half_up(value: Fraction) -> int:
	"""Nearest whole unit, a half away from zero."""
	size = abs(value)
	nearest = (2 * size.numerator + size.denominator) // (2 * size.denominator)
	return nearest if value >= 0 else -nearest


def share_running(units: int, weights: Sequence[Fraction]) -> list[int]:
	"""Spread `units` by weight: each share is the difference of the rounded running totals.

	Sums exactly, never of the other sign, each within one unit of its exact share.
	"""
	total, running, done, shares = sum(weights), Fraction(0), 0, []
	for weight in weights:
		running += weight
		shares.append(round_half_up(units * running / total) - done)
		done += shares[-1]
	return shares


def show_money(units: int, precision: int) -> str:
	"""1234567 at 2 decimals as 12,345.67."""
	return f"{Decimal(units).scaleb(-precision):,.{precision}f}"
