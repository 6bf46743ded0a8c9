"""Which rows of a foreign price sheet are rows of the offer, and why others are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .sheet_mapping import Cell, Grid, is_blank, is_number
from .sheet_words import QTY, RATE, begins_as_total, is_only_total

BLANK, SUM, HEADING, REPEATED, NO_QUANTITY = "blank", "sum", "heading", "repeated header", "quantity 0"
REASONS = (BLANK, SUM, HEADING, REPEATED, NO_QUANTITY)
_AGGREGATE = re.compile(r"=\s*[+]?\s*(SUM|SUBTOTAL|AVERAGE|AGGREGATE|SUMME|TEILERGEBNIS)\s*\(", re.IGNORECASE)
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?[0-9]+\s*:\s*\$?\1\$?[0-9]+", re.IGNORECASE)


@dataclass(frozen=True)
class LeftOut:
	"""A row that is not imported: its number, one of REASONS, and the first text in it."""

	row: int
	reason: str
	text: str


def split_rows(
	grid: Grid, header_row: int, columns: Mapping[str, Sequence[int]]
) -> tuple[list[int], list[LeftOut]]:
	"""Numbers of the rows to import, and the rows that are left out; `columns` is field -> column numbers.

	A row that is filled in by half is imported, so that its empty cell can be named. Together both lists have
	every row under the header once, up to the last one with something in it.
	"""
	taken, left_out, above = [], [], Decimal(0)
	for number in range(header_row + 1, get_last_row(grid) + 1):
		if reason := _get_reason(grid, header_row, number, columns, above):
			left_out.append(LeftOut(number, reason, get_text(grid, number)))
		else:
			taken.append(number)
			quantity = _get_first(grid, number, columns.get(QTY)).value
			above += Decimal(repr(quantity)) if is_number(quantity) else 0
	return taken, left_out


def get_last_row(grid: Grid) -> int:
	"""The last row with something in it."""
	return next(
		(
			number
			for number in range(len(grid.rows), 0, -1)
			if any(not is_blank(cell.value) or cell.formula for cell in grid.rows[number - 1])
		),
		0,
	)


def get_text(grid: Grid, row: int) -> str:
	"""The first text of a row, to tell it from others."""
	cells = grid.rows[row - 1] if row <= len(grid.rows) else ()
	return next((cell.value.strip()[:80] for cell in cells if _is_text(cell)), "")


def _is_text(cell: Cell) -> bool:
	return isinstance(cell.value, str) and bool(cell.value.strip())


def _get_first(grid: Grid, row: int, columns: Sequence[int] | None) -> Cell:
	return grid.cell(row, columns[0]) if columns else Cell()


def _get_reason(
	grid: Grid, header_row: int, row: int, columns: Mapping[str, Sequence[int]], above: Decimal
) -> str:
	"""Why a row is left out; empty where it is imported."""
	quantity, rate = (_get_first(grid, row, columns.get(name)) for name in (QTY, RATE))
	typed = [cell for cell in grid.rows[row - 1] if not is_blank(cell.value) and not cell.formula]
	if _is_sum(grid.rows[row - 1], quantity, rate, above):
		return SUM
	if typed and _repeats(grid, header_row, row, columns):
		return REPEATED
	if _is_nothing(quantity) and _is_nothing(rate):
		return HEADING if any(_is_text(cell) for cell in typed) else BLANK
	return NO_QUANTITY if columns.get(QTY) and _is_zero(quantity) else ""


def _is_nothing(cell: Cell) -> bool:
	"""Nothing was entered: empty, or the zero of a template."""
	return _is_zero(cell) or (is_blank(cell.value) and not cell.formula)


def _is_zero(cell: Cell) -> bool:
	return is_number(cell.value) and cell.value == 0


def _is_sum(cells: Sequence[Cell], quantity: Cell, rate: Cell, above: Decimal) -> bool:
	"""A row with a word for a sum and no quantity and price of its own, or one that adds up the rows above."""
	if any(_is_text(cell) and is_only_total(cell.value) for cell in cells):
		return True
	if _adds_up(quantity) or (_adds_up(rate) and is_blank(quantity.value)):
		return True
	if not any(_is_text(cell) and begins_as_total(cell.value) for cell in cells):
		return False
	both = is_number(quantity.value) and is_number(rate.value)
	return not both or (above > 0 and Decimal(repr(quantity.value)) == above)


def _adds_up(cell: Cell) -> bool:
	"""Does a formula aggregate a range of its column? =SUM(D10*(1-E10)) of one row does not."""
	return bool(_AGGREGATE.match(cell.formula)) and bool(_RANGE.search(cell.formula))


def _repeats(grid: Grid, header_row: int, row: int, columns: Mapping[str, Sequence[int]]) -> bool:
	"""The header again, as at the top of a printed page."""
	numbers = [number for group in columns.values() for number in group]
	pairs = [(grid.heading(header_row, number), grid.heading(row, number)) for number in numbers]
	return any(one for one, _other in pairs) and all(one == other for one, other in pairs)
