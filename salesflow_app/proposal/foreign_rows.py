"""Rows of a foreign price sheet as values of the price offer, by a confirmed mapping. Single cells: `foreign_cells.py`."""

from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.proposal import price_offer
from salesflow_app.proposal.foreign_cells import (
	Reading,
	read_billing,
	read_description,
	read_item,
	read_number,
	read_optional,
	read_uom,
)
from salesflow_app.proposal.foreign_mapping import Mapping
from salesflow_app.rules import sheet_words as words
from salesflow_app.rules.numbers import from_field
from salesflow_app.rules.price_offer import (
	MAX_ROWS,
	PriceOfferError,
	line_amount,
)
from salesflow_app.rules.sheet_mapping import Grid, as_text, is_number
from salesflow_app.rules.sheet_rows import split_rows
from salesflow_app.text.sentences import translate

EMPTY_NUMBERS = {words.QTY: 1, words.DISCOUNT: 0, words.COST: 0}
"""What a row has where no column holds the field."""


def read(proposal: Document, grids: list[Grid], mapping: Mapping) -> Reading:
	"""All rows of the chosen sheets; a problem for each cell that cannot be taken over."""
	columns = mapping.get_columns()
	reading = Reading(proposal, mapping, {})
	chosen = [grid for grid in grids if grid.name in mapping.sheets]
	numbers = {grid.name: split_rows(grid, mapping.header_row, columns) for grid in chosen}
	count = sum(len(taken) for taken, _left_out in numbers.values())
	if count > MAX_ROWS:
		reading.problems.append(
			_("The sheet has {0} rows; a price offer can have {1}.").format(count, MAX_ROWS)
		)
		return reading
	reading.known = get_known(chosen, numbers, mapping, columns)
	for grid in chosen:
		taken, left_out = numbers[grid.name]
		reading.left_out += [(grid.name, row) for row in left_out]
		for number in taken:
			read_row(reading, grid, number, columns)
	return reading


def get_known(chosen: list[Grid], numbers: dict, mapping: Mapping, columns: dict) -> dict[str, set[str]]:
	"""Which of the names in the sheets and the mapping exist, in two queries."""
	names = {"Item": {mapping.item, *mapping.items.values()}, "UOM": {mapping.uom, *mapping.uoms.values()}}
	names["UOM"] |= set(words.UNITS)
	for grid in chosen:
		for number in numbers[grid.name][0]:
			for doctype, fieldname in (("Item", words.ITEM), ("UOM", words.UOM)):
				names[doctype] |= {
					as_text(grid.cell(number, column).value) for column in columns.get(fieldname, ())
				}
	return {doctype: find_names(doctype, wanted) for doctype, wanted in names.items()}


def find_names(doctype: str, names: set[str]) -> set[str]:
	"""Those of the names that exist, as they are written in the database."""
	short = sorted(name for name in names if name and len(name) <= 140)
	return set(frappe.get_all(doctype, {"name": ["in", short]}, pluck="name")) if short else set()


def read_row(reading: Reading, grid: Grid, row: int, columns: dict[str, list[int]]) -> None:
	before = len(reading.problems)
	values = {"name": None, "item_code": read_item(reading, grid, row, columns)}
	values["description"] = read_description(reading, grid, row, columns.get(words.DESCRIPTION, []))
	for name in (words.QTY, words.RATE, words.DISCOUNT, words.COST):
		column = next(iter(columns.get(name, ())), None)
		values[name] = read_number(reading, grid, row, column, name) if column else EMPTY_NUMBERS.get(name)
	values["uom"] = read_uom(reading, grid, row, columns, values["item_code"])
	values["billing"] = read_billing(reading, grid, row, columns)
	values["is_optional"] = read_optional(reading, grid, row, columns)
	if len(reading.problems) == before:
		reading.rows.append(values)
		reading.places.append(reading.get_address(grid, row, columns[words.RATE][0]))
		compare_amount(reading, grid, row, columns, values)


def compare_amount(reading: Reading, grid: Grid, row: int, columns: dict, values: dict) -> None:
	"""Say where the sheet's own amount is another one: then a column may be mapped wrongly, or the sheet is wrong."""
	column = next(iter(columns.get(words.AMOUNT, ())), 0)
	stated = grid.cell(row, column).value if column else None
	if not is_number(stated):
		return
	precision = price_offer.get_precision(reading.proposal)
	qty, rate, discount = (Decimal(repr(values[name])) for name in (words.QTY, words.RATE, words.DISCOUNT))
	try:
		amount = line_amount(
			qty,
			rate,
			discount,
			precision,
			float_precision=price_offer.get_qty_precision(reading.proposal),
			rounding=price_offer.get_rounding(),
		)[1]
	except PriceOfferError as error:
		return reading.note(grid, row, column, translate(error.reason))
	if abs(amount - from_field(stated, precision)) > Decimal(1).scaleb(-precision):
		address = reading.get_address(grid, row, column)
		text = _("{0}: the sheet says {1}, the row comes to {2}.")
		reading.differences.append(text.format(address, f"{from_field(stated, precision):,}", f"{amount:,}"))
