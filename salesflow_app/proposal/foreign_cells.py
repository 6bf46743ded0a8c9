"""Cells of a foreign price sheet as values of one row. What cannot be taken over is noted with the cell's address."""

from dataclasses import dataclass, field
from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from openpyxl.utils import get_column_letter

from salesflow_app.proposal import checks, price_offer
from salesflow_app.proposal.foreign_mapping import Mapping, get_labels
from salesflow_app.rules import sheet_words as words
from salesflow_app.rules.numbers import NumberError, show, to_decimal
from salesflow_app.rules.price_offer import LARGEST_CELL, MONTHLY, ONE_TIME
from salesflow_app.rules.sheet_mapping import Cell, Grid, as_text, is_blank, is_number
from salesflow_app.rules.sheet_rows import LeftOut
from salesflow_app.text.sentences import translate

ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")


@dataclass
class Reading:
	"""What came of a workbook: rows and where they stood, rows left out, bad cells, amounts that differ."""

	proposal: Document
	mapping: Mapping
	known: dict[str, set[str]]
	"""Names of Items and UOMs that exist, of those that were asked for."""
	rows: list[dict] = field(default_factory=list)
	places: list[str] = field(default_factory=list)
	left_out: list[tuple[str, LeftOut]] = field(default_factory=list)
	problems: list[str] = field(default_factory=list)
	differences: list[str] = field(default_factory=list)

	def note(self, grid: Grid, row: int, column: int, problem: str) -> None:
		self.problems.append(f"{self.get_address(grid, row, column)}: {problem}")

	def get_address(self, grid: Grid, row: int, column: int) -> str:
		address = f"{get_column_letter(column)}{row}"
		return f"{grid.name}!{address}" if len(self.mapping.sheets) > 1 else address


def get_cell(
	reading: Reading, grid: Grid, row: int, columns: dict, fieldname: str
) -> tuple[Cell | None, int]:
	"""The cell of a field and its column; None where it is unmapped, or cannot be read and was noted."""
	column = next(iter(columns.get(fieldname, ())), 0)
	return (get_readable(reading, grid, row, column), column) if column else (None, 0)


def get_readable(reading: Reading, grid: Grid, row: int, column: int) -> Cell | None:
	"""The cell, unless it holds an error, a link to another workbook or a formula without a result."""
	cell, problem = grid.cell(row, column), ""
	if "[" in cell.formula:
		problem = _("the formula refers to another workbook. Enter the value itself.")
	elif cell.formula and cell.value is None:
		problem = _("the formula has no saved result. Open the file in Excel, save it, and upload it again.")
	elif isinstance(cell.value, str) and cell.value.startswith("#") and cell.value in ERRORS:
		problem = _("{0} is an error value. Correct the cell.").format(cell.value)
	if problem:
		reading.note(grid, row, column, problem)
		return None
	return cell


def read_item(reading: Reading, grid: Grid, row: int, columns: dict) -> str:
	"""The item of the row: its own code, else that of its group, else the one that the user chose for all."""
	mapping, known = reading.mapping, reading.known["Item"]
	cell, column = get_cell(reading, grid, row, columns, words.ITEM)
	code = as_text(cell.value) if cell else ""
	if code and code not in known:
		reading.note(grid, row, column, _("Item “{0}” does not exist.").format(show(code)))
		return ""
	group, _column = get_cell(reading, grid, row, columns, words.GROUP)
	chosen = code or mapping.items.get(as_text(group.value) if group else "") or mapping.item
	return chosen if chosen in known else ""


def read_description(reading: Reading, grid: Grid, row: int, columns: list[int]) -> str:
	cells = [get_readable(reading, grid, row, column) for column in columns]
	text = " – ".join(as_text(cell.value) for cell in cells if cell and not is_blank(cell.value))
	if len(text) > checks.LONGEST_TEXT:
		reading.note(grid, row, columns[0], _("the text is too long ({0} characters).").format(len(text)))
	return text


def read_number(reading: Reading, grid: Grid, row: int, column: int, name: str) -> float | None:
	cell = get_readable(reading, grid, row, column)
	if cell is None:
		return None
	label, value = get_labels()[name], cell.value
	if is_blank(value):
		if name in (words.DISCOUNT, words.COST):
			return 0
		return reading.note(grid, row, column, _("{0} is empty.").format(label))
	if not is_number(value):
		return reading.note(grid, row, column, _("“{0}” is not a number.").format(show(as_text(value))))
	try:
		return float(to_value(reading, value, label, name))
	except NumberError as error:
		return reading.note(grid, row, column, translate(error))


def to_value(reading: Reading, value: float, label: str, name: str) -> Decimal:
	"""The number as the field takes it; the share 0.1 of a discount is 10 %."""
	number = to_decimal(value, label, maximum=LARGEST_CELL)
	if name == words.DISCOUNT:
		number = number * 100 if reading.mapping.is_fraction else number
		return to_decimal(number, label, price_offer.get_qty_precision(reading.proposal), maximum=100)
	if name == words.COST:
		return number
	is_rate = name == words.RATE
	get_decimals = price_offer.get_precision if is_rate else price_offer.get_qty_precision
	return to_decimal(number, label, get_decimals(reading.proposal), maximum=LARGEST_CELL)


def read_uom(reading: Reading, grid: Grid, row: int, columns: dict, item: str) -> str:
	"""The unit of the row, by its word; without one, the unit chosen for all or the item's own."""
	cell, column = get_cell(reading, grid, row, columns, words.UOM)
	word = as_text(cell.value) if cell else ""
	if not word:
		return reading.mapping.uom or (frappe.get_cached_value("Item", item, "stock_uom") if item else "")
	found = get_uom(word, reading.mapping, reading.known["UOM"])
	if not found:
		reading.note(
			grid, row, column, _("choose which unit of measure “{0}” stands for.").format(show(word))
		)
	return found


def get_uom(word: str, mapping: Mapping, known: set[str]) -> str:
	"""The site's unit for a word: chosen by the user, of that name, or generally known."""
	return next((name for name in (mapping.uoms.get(word), word, words.get_unit(word)) if name in known), "")


def read_billing(reading: Reading, grid: Grid, row: int, columns: dict) -> str:
	cell, column = get_cell(reading, grid, row, columns, words.BILLING)
	if cell is None or is_blank(cell.value):
		return reading.mapping.billing
	monthly = words.is_monthly(cell.value)
	if monthly is None:
		text = show(as_text(cell.value))
		reading.note(grid, row, column, _("“{0}” is neither {1} nor {2}.").format(text, ONE_TIME, MONTHLY))
	return MONTHLY if monthly else ONE_TIME


def read_optional(reading: Reading, grid: Grid, row: int, columns: dict) -> int:
	cell, column = get_cell(reading, grid, row, columns, words.OPTIONAL)
	if cell is None:
		return int(grid.name in reading.mapping.optional_sheets)
	optional = cell.value if isinstance(cell.value, bool) else words.is_yes(as_text(cell.value))
	if optional is None:
		text = show(as_text(cell.value))
		reading.note(grid, row, column, _("“{0}” is neither {1} nor {2}.").format(text, _("Yes"), _("No")))
	return int(bool(optional) or grid.name in reading.mapping.optional_sheets)
