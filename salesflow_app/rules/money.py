"""Money in whole smallest units of a currency (cents), so that no sum can drift. No business meaning here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .numbers import NumberError, to_decimal


class PlanError(ValueError):
	"""A plan or a share that cannot be billed to the cent. The message is a complete sentence."""


def read(value: Decimal, label: str, precision: int, minimum: int | None = 0) -> Decimal:
	"""Read a number strictly; raises PlanError naming `label`."""
	try:
		return to_decimal(value, label, precision, minimum)
	except NumberError as error:
		raise PlanError(str(error)) from error


def to_units(value: Decimal, label: str, precision: int, minimum: int | None = 0) -> int:
	"""Whole smallest units of an amount; raises PlanError for more decimals than `precision`."""
	return int(read(value, label, precision, minimum).scaleb(precision))


def to_amounts(units: Sequence[int], precision: int) -> list[Decimal]:
	"""Amounts with `precision` decimals."""
	return [Decimal(value).scaleb(-precision) for value in units]


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
