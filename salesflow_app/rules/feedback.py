"""Marks of a client: whole numbers from 1 to 5, the average, and which are low."""

from __future__ import annotations

LOWEST, HIGHEST = 1, 5
LOW = 2
"""A mark that somebody of ours has to talk about."""


class MarkError(ValueError):
	"""Not a mark; the text is the number of the question."""


def read_marks(values: list[object]) -> list[int]:
	"""The marks as whole numbers. Raises MarkError for the first that is missing, or is not one from 1 to 5."""
	return [_read(value, number) for number, value in enumerate(values, 1)]


def _read(value: object, number: int) -> int:
	text = str(value).strip()
	if isinstance(value, bool) or len(text) != 1 or not text.isascii() or not text.isdigit():
		raise MarkError(str(number))
	mark = int(text)
	if not LOWEST <= mark <= HIGHEST:
		raise MarkError(str(number))
	return mark


def get_average(marks: list[int]) -> float:
	"""To one decimal; 0 where there is none."""
	return round(sum(marks) / len(marks), 1) if marks else 0


def has_low(marks: list[int]) -> bool:
	return any(mark <= LOW for mark in marks)
