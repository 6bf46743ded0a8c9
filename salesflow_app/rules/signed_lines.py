"""Lines that a client signed: what change orders make of them, and how the lines of another document differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal


class ChangeError(ValueError):
	"""A row that takes away more than is there; `row` counts from 0, `left` is the quantity that is left."""

	def __init__(self, row: int, left: Decimal):
		super().__init__(f"row {row + 1}: {left} left")
		self.row, self.left = row, left


@dataclass(frozen=True)
class Line:
	"""What is sold on one line; `row` is its number in its document."""

	item: str
	uom: str
	qty: Decimal
	rate: Decimal
	row: int = 0
	months: tuple[int, int] | None = None
	"""The first and the last month of a retainer that it stands for; None where it is sold once."""

	@property
	def kind(self) -> tuple[str, str, Decimal]:
		"""What a change order names to take some of it away."""
		return self.item, self.uom, self.rate

	def is_same(self, other: Line) -> bool:
		return self.kind == other.kind and self.qty == other.qty


Difference = tuple["Line | None", "Line | None"]
"""A line as signed and as found; None where there is none."""


def apply_changes(lines: Sequence[Line], changes: Sequence[Line]) -> list[Line]:
	"""The lines after a change order: its rows above zero are added, those below zero reduce lines of their kind.

	Lines with nothing left are gone. Raises ChangeError where less is there than a row takes away.
	"""
	result = list(lines)
	for number, change in enumerate(changes):
		if change.qty < 0:
			result = _reduce(result, change, number)
		else:
			result.append(change)
	return result


def _reduce(lines: list[Line], change: Line, number: int) -> list[Line]:
	rest, result = -change.qty, []
	for line in reversed(lines):
		is_meant = line.kind == change.kind and not line.months
		taken = min(line.qty, rest) if is_meant else Decimal(0)
		rest -= taken
		if line.qty > taken:
			result.append(replace(line, qty=line.qty - taken))
	if rest:
		raise ChangeError(number, -change.qty - rest)
	return result[::-1]


def compare_lines(signed: Sequence[Line], found: Sequence[Line]) -> list[Difference]:
	"""What differs, line by line: same lines in another order are no difference; the rest is paired by item."""
	missing, extra = list(signed), []
	for line in found:
		same = next((other for other in missing if other.is_same(line)), None)
		if same:
			missing.remove(same)
		else:
			extra.append(line)
	return _pair(missing, extra)


def _pair(missing: list[Line], extra: list[Line]) -> list[Difference]:
	pairs: list[Difference] = []
	for line in extra:
		other = next((other for other in missing if other.item == line.item), None)
		if other:
			missing.remove(other)
		pairs.append((other, line))
	return pairs + [(line, None) for line in missing]
