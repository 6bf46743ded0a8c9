"""What the user sees of a foreign price sheet before they confirm it: columns, rows, totals, what is left out. All as text."""

from collections import Counter

from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate
from openpyxl.utils import get_column_letter

from salesflow_app.proposal import foreign_cells, price_offer
from salesflow_app.proposal.foreign_mapping import Mapping
from salesflow_app.proposal.foreign_rows import Reading
from salesflow_app.rules import sheet_rows
from salesflow_app.rules import sheet_words as words
from salesflow_app.rules.sheet_mapping import Grid, as_text, get_values

MOST_SHOWN = 10
MOST_TOLD = 50


def show_findings(reading: Reading, grids: list[Grid]) -> dict:
	"""Amounts that differ, rows left out, words that stand for units and items, and a word of caution."""
	return {
		"differences": reading.differences[:MOST_TOLD],
		"difference_count": len(reading.differences),
		"left_out": show_left_out(reading),
		"units": show_units(reading, grids),
		"groups": show_groups(reading, grids),
		"note": get_note(grids, reading.mapping),
	}


def show_rows(proposal: Document, rows: list[Document], places: list[str]) -> list[dict]:
	"""The first rows as they come out, and the cell that each came from."""
	pairs = zip(rows[:MOST_SHOWN], places, strict=False)
	return [{**show_row(proposal, row), "place": place} for row, place in pairs]


def show_columns(grids: list[Grid], mapping: Mapping) -> list[dict]:
	"""Each column that holds something: letter, heading, the first values, the field it is mapped to."""
	grid = next((grid for grid in grids if grid.name in mapping.sheets), grids[0])
	shown = []
	for number in range(1, grid.width + 1):
		letter = get_column_letter(number)
		heading = grid.heading(mapping.header_row, number)
		samples = [show_value(value) for value in get_values(grid, mapping.header_row, number)]
		samples = list(dict.fromkeys(samples))[:3]
		if heading or samples:
			field = mapping.columns.get(letter, "")
			shown.append({"letter": letter, "heading": heading, "samples": samples, "field": field})
	return shown


def show_value(value: object) -> str:
	return formatdate(value) if hasattr(value, "year") else as_text(value)[:60]


def show_row(proposal: Document, row: Document) -> dict:
	money = {name: show_money(proposal, row.get(name)) for name in ("rate", "net_rate", "amount")}
	plain = {
		name: row.get(name) for name in ("item_code", "description", "uom", "billing", "is_optional", "qty")
	}
	return {**plain, **money, "discount_percentage": row.discount_percentage or 0}


def show_money(proposal: Document, amount: float) -> str:
	return fmt_money(amount or 0, precision=price_offer.get_precision(proposal), currency=proposal.currency)


def show_totals(proposal: Document) -> list[list[str]]:
	totals = (
		(_("Total One-Time"), proposal.total_one_time),
		(_("Total Monthly"), proposal.total_monthly),
		(_("Optional, not included"), proposal.total_optional),
	)
	return [[label, show_money(proposal, amount)] for label, amount in totals]


def show_left_out(reading: Reading) -> list[dict]:
	"""Why how many rows are left out, and which ones."""
	reasons = {
		sheet_rows.BLANK: _("blank, or a template row that nobody filled in"),
		sheet_rows.SUM: _("a total or tax"),
		sheet_rows.HEADING: _("text without quantity and rate"),
		sheet_rows.REPEATED: _("the headings again"),
		sheet_rows.NO_QUANTITY: _("quantity 0"),
	}
	is_one = len(reading.mapping.sheets) == 1
	found = []
	for reason, label in reasons.items():
		rows = [
			(str(row.row) if is_one else f"{sheet}!{row.row}") + (f" ({row.text})" if row.text else "")
			for sheet, row in reading.left_out
			if row.reason == reason
		]
		if rows:
			found.append({"reason": label, "count": len(rows), "rows": rows[:MOST_TOLD]})
	return found


def show_units(reading: Reading, grids: list[Grid]) -> list[dict]:
	"""Each word in the column UOM and the site's unit that it stands for, empty where the user must choose."""
	found = count_words(reading, grids, words.UOM)
	known = reading.known.get("UOM", set())
	return [
		{"word": word, "count": count, "value": foreign_cells.get_uom(word, reading.mapping, known)}
		for word, count in found
	]


def show_groups(reading: Reading, grids: list[Grid]) -> list[dict]:
	return [
		{"word": word, "count": count, "value": reading.mapping.items.get(word, "")}
		for word, count in count_words(reading, grids, words.GROUP)
	]


def count_words(reading: Reading, grids: list[Grid], fieldname: str) -> list[tuple[str, int]]:
	columns = reading.mapping.get_columns()
	counts: Counter = Counter()
	for grid in (grid for grid in grids if grid.name in reading.mapping.sheets and fieldname in columns):
		for number in sheet_rows.split_rows(grid, reading.mapping.header_row, columns)[0]:
			counts[as_text(grid.cell(number, columns[fieldname][0]).value)] += 1
	counts.pop("", None)
	return counts.most_common(MOST_TOLD)


def get_note(grids: list[Grid], mapping: Mapping) -> str:
	"""A word of caution where a price was taken from a column of costs."""
	grid = next(grid for grid in grids if grid.name in mapping.sheets)
	heading = grid.heading(mapping.header_row, mapping.get_columns()[words.RATE][0])
	kinds = words.get_kinds(heading)
	if kinds & {"cost", "internal"} and "price" not in kinds:
		return _("The rate is taken from the column “{0}”. Check that this is what the client pays.").format(
			heading
		)
	return ""
