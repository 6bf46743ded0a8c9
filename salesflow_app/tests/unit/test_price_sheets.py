"""Foreign price sheets: headings, the guessed mapping, and the rows that are left out."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules import sheet_rows
from salesflow_app.rules import sheet_words as words
from salesflow_app.rules.sheet_mapping import Cell, Grid, guess, guess_sheet
from salesflow_app.rules.sheet_rows import split_rows


def make_grid(*rows, name="Prices", merged=None):
	"""A sheet of plain values; text that begins with = is a formula, its result stands after “->”."""
	return Grid(name, [[make_cell(value) for value in row] for row in rows], merged or {})


def make_cell(value):
	if isinstance(value, str) and value.startswith("="):
		formula, _arrow, result = value.partition("->")
		return Cell(float(result) if result else None, formula)
	return Cell(value)


def get_best(heading):
	fields = words.get_candidates(heading)
	return max(fields, key=fields.get) if fields else ""


@pytest.mark.parametrize(
	("heading", "field"),
	[
		("Quantity", "qty"),
		("Number of hours", "qty"),
		("Total hours", "qty"),
		("Menge", "qty"),
		("Anzahl", "qty"),
		("Unit", "uom"),
		("Einheit", "uom"),
		("ME", "uom"),
		("Unit Price", "rate"),
		("Einzelpreis (EUR)", "rate"),
		("Stundensatz", "rate"),
		("Total Price", "amount"),
		("Gesamtpreis", "amount"),
		("Betrag", "amount"),
		("Add'l discount", "discount_percentage"),
		("Rabatt %", "discount_percentage"),
		("Internal cost", "cost_rate"),
		("EK", "cost_rate"),
		("Selbstkosten", "cost_rate"),
		("Bezeichnung", "description"),
		("item_name", "description"),
		("SUPPLIES/SERVICES", "description"),
		("BPA Labor Category", "description"),
		("Artikelnummer", "item_code"),
		("Warengruppe", "group"),
		("Optional?", "is_optional"),
		("Abrechnung", "billing"),
		("ship_date", ""),
		("", ""),
	],
)
def test_heading_speaks_of_a_field(heading, field):
	assert get_best(heading) == field


def test_german_sheet_with_cost_and_price_is_understood():
	grid = make_grid(
		["Angebot 4711"],
		[],
		["Pos.", "Bezeichnung", "Menge", "ME", "EK", "Einzelpreis", "Rabatt", "Gesamtpreis"],
		[1, "Beratung", 3, "Std.", 60, 120, 5, 342],
		[2, "Entwurf", 1, "Stk", 200, 400, 0, 400],
		["Zwischensumme", None, None, None, None, None, None, 742],
		["zzgl. 19 % MwSt", None, None, None, None, None, None, 140.98],
	)
	found = guess(grid)
	assert found.header_row == 3 and not found.is_cost_heading
	assert found.columns == {
		"description": 2,
		"qty": 3,
		"uom": 4,
		"cost_rate": 5,
		"rate": 6,
		"discount_percentage": 7,
		"amount": 8,
	}
	taken, left_out = split_rows(grid, 3, {name: [n] for name, n in found.columns.items()})
	assert taken == [4, 5]
	assert [(row.row, row.reason) for row in left_out] == [(6, sheet_rows.SUM), (7, sheet_rows.SUM)]


def test_column_of_codes_is_the_item_where_they_exist_and_line_numbers_are_not():
	grid = make_grid(
		["Item", "Description", "Qty", "Price"], ["0001", "Design", 1, 5], ["0002", "Build", 2, 6]
	)
	assert guess(grid).columns == {"description": 2, "qty": 3, "rate": 4}
	assert guess(grid, {"0001", "0002"}).columns["item_code"] == 1


def test_item_that_is_no_code_is_the_description():
	grid = make_grid(["Item", "Qty", "Price"], ["Website design", 1, 5], ["Hosting of it", 2, 6])
	assert guess(grid).columns == {"description": 1, "qty": 2, "rate": 3}


def test_column_with_words_is_no_quantity_and_one_with_dates_no_group():
	grid = make_grid(
		["Days", "Category", "Price", "Task"],
		["Monday", datetime(2026, 1, 1), 5, "A"],
		["Friday", None, 6, "B"],
	)
	assert guess(grid).columns == {"rate": 3, "description": 4}


def test_sheet_without_headings_is_not_guessed():
	assert guess_sheet([make_grid([1, 2, 3], [4, 5, 6]), make_grid()]) == []


def test_only_sheets_with_the_same_headings_belong_together():
	header = ["Description", "Qty", "Price"]
	grids = [
		make_grid(["Totals", "Cost"], name="Summary"),
		make_grid(header, ["A", 1, 2], name="Base"),
		make_grid(header, ["B", 1, 2], name="Option 1"),
		make_grid(["Description", "Hours", "Price"], ["C", 1, 2], name="Other"),
	]
	assert [(each.sheet, each.is_optional) for each in guess_sheet(grids)] == [
		("Base", False),
		("Option 1", True),
	]


COLUMNS = {"description": [1], "qty": [2], "rate": [3]}


@pytest.mark.parametrize(
	("row", "reason"),
	[
		(["Design", 1, 100], ""),
		(["Design", 1, None], ""),
		(["Design", None, 100], ""),
		(["Design", "x", 100], ""),
		(["Design", "=SUM(B2*1)", "=SUM(C2*(1-D2))"], ""),
		(["Total station, rental", 1, 100], ""),
		(["Summer campaign", 1, 100], ""),
		(["Design", 0, 100], sheet_rows.NO_QUANTITY),
		(["Phase 1", None, None], sheet_rows.HEADING),
		([None, 0, 0], sheet_rows.BLANK),
		([None, None, None], sheet_rows.BLANK),
		(["Total", 2, 100], sheet_rows.SUM),
		(["Grand total:", None, 100], sheet_rows.SUM),
		(["Total hours", 2, 100], sheet_rows.SUM),
		(["Hours", "=SUM(B2:B2)->2", None], sheet_rows.SUM),
		(["MwSt 19 %", None, 19], sheet_rows.SUM),
		(["Description", "Qty", "Price"], sheet_rows.REPEATED),
	],
)
def test_row_is_left_out_for_a_reason(row, reason):
	grid = make_grid(["Description", "Qty", "Price"], ["First", 2, 10], row, ["Last", 1, 1])
	taken, left_out = split_rows(grid, 1, COLUMNS)
	assert [each.reason for each in left_out] == ([reason] if reason else [])
	assert taken == ([2, 4] if reason else [2, 3, 4])


VALUES = st.one_of(
	st.none(),
	st.text(max_size=12),
	st.integers(-5, 10**6),
	st.floats(-5, 10**6, allow_nan=False),
	st.booleans(),
	st.sampled_from(
		["Total", "Qty", "Price", "Description", "Menge", "=SUM(B2:B9)", "#N/A", datetime(2026, 1, 1)]
	),
)
ROWS = st.lists(st.lists(VALUES, max_size=7), max_size=12)


@given(ROWS)
def test_any_sheet_is_guessed_with_each_column_and_field_once(rows):
	found = guess(make_grid(*rows))
	assert len(set(found.columns.values())) == len(found.columns)
	assert set(found.columns) <= set(words.FIELDS)
	assert found.header_row <= len(rows) and bool(found.columns) == bool(found.score)


@given(ROWS, st.integers(1, 12))
def test_every_row_is_either_taken_or_left_out_and_never_twice(rows, header_row):
	grid = make_grid(*rows)
	taken, left_out = split_rows(grid, header_row, COLUMNS)
	numbers = sorted([*taken, *(row.row for row in left_out)])
	assert numbers == list(range(header_row + 1, sheet_rows.get_last_row(grid) + 1))
	assert all(row.reason in sheet_rows.REASONS for row in left_out)


@given(ROWS, st.integers(1, 1000), st.integers(1, 1000))
def test_row_with_a_plain_text_quantity_and_rate_is_always_taken(rows, qty, rate):
	grid = make_grid(["Description", "Qty", "Price"], *rows, ["Design of it", qty, rate])
	assert len(grid.rows) in split_rows(grid, 1, COLUMNS)[0]


@given(st.permutations(["Description", "Quantity", "Unit", "Rate", "Discount %"]), st.integers(0, 5))
def test_columns_are_found_wherever_they_stand(headings, above):
	values = {"Description": "Work", "Quantity": 2, "Unit": "Hour", "Rate": 10.5, "Discount %": 5}
	row = [values[heading] for heading in headings]
	grid = make_grid(*[["Our offer"]] * above, headings, row, row)
	found = guess(grid)
	assert found.header_row == above + 1
	expected = {
		"description": "Description",
		"qty": "Quantity",
		"uom": "Unit",
		"rate": "Rate",
		"discount_percentage": "Discount %",
	}
	if headings.index("Rate") > headings.index("Discount %"):
		expected.pop("discount_percentage")
	assert {name: headings[n - 1] for name, n in found.columns.items()}.items() >= expected.items()


@given(st.text(max_size=50))
def test_any_word_has_a_unit_or_none(text):
	assert words.get_unit(text) in {"", *words.UNITS}
	assert words.is_yes(text) in (True, False, None) and words.is_monthly(text) in (True, False, None)
