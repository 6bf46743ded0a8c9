"""Guesses how a foreign price sheet is to be read: the row of its headings and the field of each column.

A guess is shown to the user, who corrects and confirms it; nothing is imported on a guess alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from . import sheet_words as words
from .sheet_words import COST, DESCRIPTION, DISCOUNT, ITEM, NUMBERS, QTY, RATE

HEADER_SEARCH = 40
SAMPLE_ROWS = 200
MOST_COLUMNS = 50
PLAIN_RATE = 9
"""How well a heading fits a rate that says so."""


class Cell(NamedTuple):
	"""A cell: its value (of a formula, the result), the formula, and whether it is shown as a percentage."""

	value: object = None
	formula: str = ""
	is_percent: bool = False


EMPTY = Cell()


@dataclass(frozen=True)
class Grid:
	"""A sheet: rows of cells from row 1 and column 1, and the first cell of each merged one."""

	name: str
	rows: Sequence[Sequence[Cell]]
	merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

	def cell(self, row: int, column: int) -> Cell:
		"""The cell at a row and column, counted from 1; an empty one outside the sheet."""
		cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
		return cells[column - 1] if 0 < column <= len(cells) else EMPTY

	def heading(self, row: int, column: int) -> str:
		"""The text over a column; a merged heading counts for each column it spans."""
		value = self.cell(*self.merged.get((row, column), (row, column))).value
		return " ".join(value.split())[:140] if isinstance(value, str) else ""

	@property
	def width(self) -> int:
		return min(max((len(row) for row in self.rows), default=0), MOST_COLUMNS)


@dataclass(frozen=True)
class Guess:
	"""How a sheet is to be read: header row (0: none found), field -> column number, and what else follows."""

	sheet: str
	header_row: int
	columns: dict[str, int]
	score: int
	unit: str = ""
	"""Unit of measure, where the heading of the quantities names one."""
	is_fraction: bool = False
	"""Are discounts written as parts of one: 0.1 for 10 %?"""
	is_optional: bool = False
	is_cost_heading: bool = False
	"""Was the rate taken from a column whose heading speaks of cost?"""


def guess(grid: Grid, known_items: Collection[str] = (), header_row: int = 0) -> Guess:
	"""The likely reading of a sheet; `header_row` where the user has chosen it, `known_items` on this site."""
	numbers = [header_row] if header_row else range(1, min(len(grid.rows), HEADER_SEARCH) + 1)
	best = Guess(grid.name, header_row, {}, 0)
	for number in numbers:
		found = _guess_at(grid, number, known_items)
		if found.score > best.score:
			best = found
	return best


def guess_sheet(grids: Sequence[Grid], known_items: Collection[str] = ()) -> list[Guess]:
	"""The sheets that belong to the offer: the one that is understood best, and those laid out like it."""
	guesses = [guess(grid, known_items) for grid in grids]
	best = max(guesses, key=lambda each: each.score, default=None)
	if not best or not best.score:
		return []
	by_name = {grid.name: grid for grid in grids}
	return [each for each in guesses if is_alike(by_name[best.sheet], by_name[each.sheet], best.header_row)]


def is_alike(one: Grid, other: Grid, header_row: int) -> bool:
	"""Do two sheets have the same headings in the same row?"""
	width = max(one.width, other.width)
	return all(
		one.heading(header_row, number) == other.heading(header_row, number) for number in range(1, width + 1)
	)


def _guess_at(grid: Grid, row: int, known_items: Collection[str]) -> Guess:
	headings = {number: grid.heading(row, number) for number in range(1, grid.width + 1)}
	if sum(bool(heading) for heading in headings.values()) < 2:
		return Guess(grid.name, row, {}, 0)
	candidates = {number: words.get_candidates(heading) for number, heading in headings.items() if heading}
	_take_cost_for_rate(candidates)
	columns = _assign(grid, row, candidates, known_items)
	_choose_rate(grid, row, columns, candidates)
	return Guess(
		grid.name,
		row,
		columns,
		_get_score(columns),
		words.get_unit(headings.get(columns.get(QTY), "")) if QTY in columns else "",
		_is_fraction(grid, row, columns.get(DISCOUNT)),
		"optional" in words.get_kinds(grid.name),
		"price" not in words.get_kinds(headings.get(columns.get(RATE), "price")),
	)


def _get_score(columns: Mapping[str, int]) -> int:
	"""Every known column counts; without a rate or quantity the rows say little."""
	return len(columns) + 3 * (RATE in columns) + 2 * (QTY in columns) if len(columns) > 1 else 0


def _assign(
	grid: Grid, row: int, candidates: Mapping[int, Mapping[str, int]], known_items: Collection[str]
) -> dict[str, int]:
	"""Give the best pairs of column and field away first; each column and each field once."""
	pairs = []
	for number, fields in candidates.items():
		values = get_values(grid, row, number)
		for name, fit in fields.items():
			if fit := _weigh(name, fit, values, known_items):
				pairs.append((-fit, number, name))
	columns: dict[str, int] = {}
	for _fit, number, name in sorted(pairs):
		if name not in columns and number not in columns.values():
			columns[name] = number
	return columns


def get_values(grid: Grid, header_row: int, column: int) -> list[object]:
	"""What stands in the first rows of a column, blanks left out."""
	last = min(len(grid.rows), header_row + SAMPLE_ROWS)
	values = (grid.cell(number, column).value for number in range(header_row + 1, last + 1))
	return [value for value in values if not is_blank(value)]


def is_blank(value: object) -> bool:
	return value is None or (isinstance(value, str) and not value.strip())


def is_number(value: object) -> bool:
	return isinstance(value, int | float) and not isinstance(value, bool)


def as_text(value: object) -> str:
	"""A cell's value as people read it: no “.0” after a whole number."""
	if is_blank(value):
		return ""
	return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _weigh(name: str, fit: int, values: Sequence[object], known_items: Collection[str]) -> int:
	"""How well a column fits by its heading and by the kind of its values; 0 where they speak against it."""
	if not values:
		return fit * 10 if name != ITEM else 0
	numbers = sum(is_number(value) for value in values)
	if name in NUMBERS:
		return fit * 10 + 5 if numbers * 2 >= len(values) else 0
	if name == ITEM:
		found = sum(as_text(value) in known_items for value in values)
		return fit * 10 + 5 if found * 2 >= len(values) else 0
	if name == DESCRIPTION:
		return _weigh_text(fit, values)
	is_text = sum(isinstance(value, str) for value in values) * 2 >= len(values)
	return fit * 10 + 5 if is_text and not any(isinstance(value, date) for value in values) else 0


def _weigh_text(fit: int, values: Sequence[object]) -> int:
	"""Texts that differ describe rows better than one that repeats; numbers of lines describe nothing."""
	texts = [value.strip() for value in values if isinstance(value, str) and not value.strip().isdecimal()]
	if len(texts) * 2 < len(values):
		return 0
	return fit * 10 + (5 if len(set(texts)) * 4 > len(texts) else 0)


def _take_cost_for_rate(candidates: dict[int, dict[str, int]]) -> None:
	"""In a sheet without a price, what the sender calls cost is what a client pays; the user is told."""
	strongest = max((fields.get(RATE, 0) for fields in candidates.values()), default=0)
	if 0 < strongest < PLAIN_RATE:
		for fields in candidates.values():
			if fields.get(RATE) == strongest:
				fields.pop(COST)


def _choose_rate(
	grid: Grid, row: int, columns: dict[str, int], candidates: Mapping[int, Mapping[str, int]]
) -> None:
	"""Of several rates take the one before the discount, or, after more than one discount, the last one."""
	if RATE not in columns:
		return
	discounts = [number for number, fields in candidates.items() if DISCOUNT in fields]
	taken = {number for name, number in columns.items() if name not in (RATE, DISCOUNT)}
	fits = {number: fields[RATE] for number, fields in candidates.items() if RATE in fields}
	best = fits.get(columns[RATE], 0)
	rates = [
		number
		for number, fit in fits.items()
		if fit >= best and number not in taken and _weigh(RATE, fit, get_values(grid, row, number), ())
	]
	before = [number for number in rates if discounts and number < discounts[0]]
	if len(discounts) == 1 and before:
		columns[RATE] = before[-1]
	elif rates and len(rates) > 1:
		columns[RATE] = rates[-1]
		if len(discounts) > 1 or (discounts and discounts[0] < rates[-1]):
			columns.pop(DISCOUNT, None)


def _is_fraction(grid: Grid, row: int, column: int | None) -> bool:
	"""Cells shown as percentages hold parts of one."""
	if not column:
		return False
	last = min(len(grid.rows), row + SAMPLE_ROWS)
	cells = [grid.cell(number, column) for number in range(row + 1, last + 1)]
	filled = [cell for cell in cells if is_number(cell.value)]
	return bool(filled) and all(cell.is_percent for cell in filled)
