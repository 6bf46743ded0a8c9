"""Reads the sheets of an uploaded workbook of any layout: values, formulas, merged headings. What they mean is in `rules/`."""

from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from salesflow_app.proposal.spreadsheet_file import load, open_workbook
from salesflow_app.rules.sheet_mapping import EMPTY, MOST_COLUMNS, Cell, Grid

MOST_SHEETS = 30
MOST_HEADER_ROW = 200
"""A header further down is none: merged headings are looked up to this row."""


def read_grids(content: bytes) -> list[Grid]:
	"""The visible sheets with their formulas' last results. Raises SpreadsheetError for a bad file."""
	workbook, last_row = open_workbook(content)
	sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
	results = load(content, with_results=True) if has_formulas(sheets, last_row) else workbook
	return [read_grid(sheet, results[sheet.title], last_row) for sheet in sheets]


def has_formulas(sheets: list[Worksheet], last_row: int) -> bool:
	"""Is there a formula? Without one the file need not be opened again for results."""
	rows = (row for sheet in sheets for row in iterate(sheet, sheet, last_row))
	return any(cell.data_type == "f" for row in rows for cell in row)


def iterate(sheet: Worksheet, measure: Worksheet, last_row: int) -> Iterator[tuple]:
	"""The rows of a sheet up to the workbook's last one with something in it, as wide as `measure`, at most 50 columns."""
	last = max(min(last_row, measure.max_row), 1)
	return sheet.iter_rows(max_row=last, max_col=min(measure.max_column, MOST_COLUMNS))


def read_grid(sheet: Worksheet, results: Worksheet, last_row: int) -> Grid:
	"""One sheet: what was written, and what formulas came to."""
	pairs = zip(iterate(sheet, sheet, last_row), iterate(results, sheet, last_row), strict=True)
	rows = [
		[read_cell(cell, result.value) for cell, result in zip(written, computed, strict=True)]
		for written, computed in pairs
	]
	return Grid(sheet.title, rows, read_merged(sheet))


def read_cell(cell: object, result: object) -> Cell:
	if cell.value is None:
		return EMPTY
	is_formula, is_error = cell.data_type == "f", cell.data_type == "e"
	formula = str(getattr(cell.value, "text", cell.value)) if is_formula else ""
	is_number = isinstance(result, int | float)
	return Cell(
		str(cell.value) if is_error else result, formula, is_number and "%" in (cell.number_format or "")
	)


def read_merged(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
	"""Each cell under a merged range -> the cell that holds its value, where a header may be."""
	found = {}
	for merged in sheet.merged_cells.ranges:
		for row in range(merged.min_row, min(merged.max_row, MOST_HEADER_ROW) + 1):
			for column in range(merged.min_col, min(merged.max_col, MOST_COLUMNS) + 1):
				found[row, column] = merged.min_row, merged.min_col
	return found
