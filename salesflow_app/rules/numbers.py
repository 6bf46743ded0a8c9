"""The one place where numbers are read: strictly what people send in, exactly what a field holds as a float."""

from __future__ import annotations

import re
from decimal import Decimal

from .sentences import say

STORED_DECIMALS = 9
"""Decimals that the database keeps of a number; anything finer is float noise."""
LARGEST = Decimal("999999999999")
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_UNSAFE = set("<>{}")


class NumberError(ValueError):
	"""A value that is not the number it should be. The message is a complete sentence."""


def to_decimal(
	value: object,
	label: str,
	precision: int | None = None,
	minimum: Decimal | int | None = 0,
	maximum: Decimal | int | None = LARGEST,
) -> Decimal:
	"""Read a float, int, str or Decimal exactly; never round, never guess.

	`precision` is the number of decimals allowed (without it, the nine that the database keeps).
	Raises NumberError with `label` and the value: no number, NaN, infinite, a decimal comma, too many
	decimals, below `minimum`, above `maximum` (None: no limit; both ends are allowed).
	"""
	number = _read(value, label)
	if not number.is_finite():
		raise NumberError(say("{0}: {1} is not a number that can be used.", label, show(value)))
	if minimum is not None and number < minimum:
		raise NumberError(say("{0}: {1} is less than {2}.", label, show(value), f"{minimum:,}"))
	if maximum is not None and number > maximum:
		raise NumberError(say("{0}: {1} is more than {2}.", label, show(value), f"{maximum:,}"))
	allowed = STORED_DECIMALS if precision is None else precision
	if count_decimals(number) > allowed:
		raise NumberError(say("{0}: {1} has more than {2} decimals.", label, show(value), allowed))
	return number + 0  # no negative zero


def from_field(value: float | None, precision: int = STORED_DECIMALS) -> Decimal:
	"""The decimal that the float of a field stands for, rounded to `precision`; an empty field is 0."""
	return Decimal(f"{float(value or 0):.{precision}f}")


def count_decimals(number: Decimal) -> int:
	"""Significant decimals: 1.50 has one, 200 has none."""
	return max(0, -number.normalize().as_tuple().exponent) if number else 0


def show(value: object) -> str:
	"""Foreign text, fit for use in a sentence: short, on one line, harmless as HTML and as a template."""
	if isinstance(value, int) and abs(value) > LARGEST * LARGEST:
		return "a very large number"
	text = str(value) if not isinstance(value, str | bytes) else str(value[:80])
	text = "".join(char if char.isprintable() and char not in _UNSAFE else "?" for char in text[:80]).strip()
	return text if len(text) <= 40 else text[:37] + "..."


def _read(value: object, label: str) -> Decimal:
	if value is None or value == "":
		raise NumberError(say("{0} is empty: enter a number.", label))
	if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
		raise NumberError(say("{0}: {1} is not a number.", label, show(value)))
	if isinstance(value, float):
		return Decimal(repr(round(value, STORED_DECIMALS)))
	return _read_text(value, label) if isinstance(value, str) else Decimal(value)


def _read_text(value: str, label: str) -> Decimal:
	text = value[:80].strip()
	if len(value) <= 40 and _PLAIN.fullmatch(text):
		return Decimal(text)
	if re.fullmatch(r"[0-9.,]{1,40}", text) and "," in text:
		raise NumberError(
			say("{0}: {1} has a comma; write it with a decimal point, like 1234.5.", label, show(value))
		)
	raise NumberError(say("{0}: {1} is not a number.", label, show(value) or say("blank text")))
