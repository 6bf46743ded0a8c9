"""Price sheets of other layouts come in through a mapping that is guessed, shown, corrected and confirmed."""

import json

import frappe
import pytest
from openpyxl import Workbook

from salesflow_app.conversions.price_sheet_to_work_proposal import import_mapped, preview
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.price_sheet import layouts
from salesflow_app.tests.site.price_sheet.offer import get_rows, get_state, upload


@pytest.fixture(params=["copy", "real"])
def get_book(request):
	makers = {
		layouts.TDRS: layouts.make_tdrs,
		layouts.DOL: layouts.make_dol,
		layouts.EPERMIT: layouts.make_epermit,
		layouts.LONG: layouts.make_long,
	}
	return (lambda name: makers[name]()) if request.param == "copy" else layouts.open_real


class Sheet:
	"""An uploaded sheet, looked at and brought in by the Account Manager."""

	def __init__(self, users, proposal, book, item=None):
		self.users, self.proposal, self.item = users, proposal, item
		content = book if isinstance(book, bytes) else layouts.get_bytes(book)
		with deals.as_user(users.am):
			self.file = upload(content)

	def look(self, mapping=None) -> dict:
		with deals.as_user(self.users.am):
			return preview(self.proposal.name, self.file, mapping and json.dumps(mapping))

	def get_mapping(self, **changes) -> dict:
		mapping = self.look()["mapping"]
		return {**mapping, "item": self.item or factories.make_item().name, **changes}

	def bring(self, mapping) -> dict:
		with deals.as_user(self.users.am):
			return import_mapped(self.proposal.name, self.file, json.dumps(mapping))

	def get_lines(self) -> list[tuple]:
		doc = frappe.get_doc("Work Proposal", self.proposal.name)
		return [
			(
				row.description,
				row.qty,
				row.uom,
				row.rate,
				row.discount_percentage,
				row.is_optional,
				row.amount,
			)
			for row in doc.items
		]

	def refuse(self, mapping) -> str:
		before = get_rows(self.proposal), get_state(self.proposal)
		with pytest.raises(frappe.ValidationError) as caught:
			self.bring(mapping)
		assert (get_rows(self.proposal), get_state(self.proposal)) == before
		return str(caught.value)


# The four real layouts: the expected rows were written down from looking at them


def test_rows_of_three_periods_come_with_options_and_discounts(users, proposal, get_book):
	sheet = Sheet(users, proposal, layouts.fill_in_tdrs(get_book(layouts.TDRS)))
	seen = sheet.look()
	assert seen["mapping"]["sheets"] == ["Base period", "Option 1", "Option 2"]
	assert seen["mapping"]["optional_sheets"] == ["Option 1", "Option 2"]
	assert (seen["mapping"]["header_row"], seen["mapping"]["is_fraction"]) == (9, 1)
	assert seen["mapping"]["columns"] == {
		"A": "description",
		"C": "qty",
		"D": "rate",
		"E": "discount_percentage",
		"G": "amount",
	}
	assert "BPA cost/hour" in seen["note"]
	assert {each["reason"]: each["count"] for each in seen["left_out"]} == {
		"blank, or a template row that nobody filled in": 10 + 10 + 12,
		"a total or tax": 3,
	}
	sheet.bring(sheet.get_mapping())
	assert sheet.get_lines() == [
		("Engineer II", 100, "Hour", 150, 10, 0, 13500),
		("Designer", 50, "Hour", 120.5, 0, 0, 6025),
		("Engineer II", 50, "Hour", 150, 10, 1, 6750),
		("Designer", 25, "Hour", 120.5, 0, 1, 3012.5),
	]


def test_rows_with_blank_ones_between_and_a_merged_heading_come_in(users, proposal, get_book):
	sheet = Sheet(users, proposal, layouts.fill_in_dol(get_book(layouts.DOL)))
	seen = sheet.look()
	assert seen["mapping"]["header_row"] == 4
	assert seen["mapping"]["columns"] == {
		"C": "description",
		"D": "qty",
		"E": "uom",
		"F": "rate",
		"G": "amount",
	}
	assert {each["reason"]: each["count"] for each in seen["left_out"]} == {
		"blank, or a template row that nobody filled in": 14,
		"a total or tax": 1,
		"text without quantity and rate": 10,
	}
	sheet.bring(sheet.get_mapping())
	assert sheet.get_lines() == [
		("Product Manager", 40, "Hour", 150, 0, 0, 6000),
		("Technical Architect", 12.5, "Hour", 180, 0, 0, 2250),
		("Agile Coach", 8, "Hour", 95.25, 0, 0, 762),
	]


def test_last_of_several_rates_is_the_one_offered(users, proposal, get_book):
	sheet = Sheet(users, proposal, layouts.fill_in_epermit(get_book(layouts.EPERMIT)))
	seen = sheet.look()
	assert (seen["mapping"]["sheets"], seen["mapping"]["header_row"]) == (["Labor Pricing"], 3)
	assert seen["mapping"]["columns"] == {"B": "description", "H": "rate", "I": "qty", "J": "amount"}
	sheet.bring(sheet.get_mapping())
	assert sheet.get_lines() == [
		("Engineer", 160, "Hour", 171, 0, 0, 27360),
		("Writer", 20, "Hour", 90, 0, 0, 1800),
	]


def test_other_sheet_of_the_same_file_is_mapped_by_hand(users, proposal, get_book):
	book = get_book(layouts.EPERMIT)
	book["CLIN Structure"]["F10"] = 9000
	sheet = Sheet(users, proposal, book)
	seen = sheet.look({"sheets": ["CLIN Structure"]})
	assert seen["mapping"]["columns"] == {"C": "description", "D": "qty", "E": "uom"}
	assert "the column with the rate" in seen["hint"] and "rows" not in seen
	columns = {**seen["mapping"]["columns"], "F": "rate"}
	month = factories.get_unique("Month")
	frappe.get_doc({"doctype": "UOM", "uom_name": month}).insert(ignore_permissions=True)  # any unit will do
	item = factories.make_item().name
	sheet.bring({**seen["mapping"], "columns": columns, "item": item, "uoms": {"Months": month}})
	(row,) = sheet.get_lines()
	assert row[0].startswith(("Application Programming", "Forest Service"))
	assert row[1:] == (4, month, 9000, 0, 0, 36000)


@pytest.mark.parametrize("origin", ["copy", "real"])
def test_long_list_comes_in_with_an_item_for_each_group(users, proposal, origin):
	book = layouts.make_long() if origin == "copy" else layouts.open_real(layouts.LONG)
	sheet = Sheet(users, proposal, book)
	seen = sheet.look()
	assert {k: seen["mapping"]["columns"].get(k) for k in "EFGHIL"} == {
		"E": "description",
		"F": "qty",
		"G": "uom",
		"H": "rate",
		"I": "amount",
		"L": "group",
	}
	assert "acquisition_cost" in seen["note"] and seen["left_out"] == [] and not seen["differences"]
	assert any("which unit of measure “Unknown”" in problem for problem in seen["problems"])
	weapon = factories.make_item().name
	uoms = {unit["word"]: unit["value"] or "Nos" for unit in seen["units"]}
	mapping = sheet.get_mapping(uoms=uoms, items={"WEAPONS": weapon})
	result = sheet.bring(mapping)
	lines, count = sheet.get_lines(), 3 if origin == "copy" else 1036
	assert (result["added"], result["removed"], len(lines)) == (count, 4, count)
	assert lines[0] == ("RIFLE,7.62 MILLIMETER", 1, "Nos", 138, 0, 0, 138)
	assert result["total_one_time"] == (6385 if origin == "copy" else 5553135.17)
	items = [row.item_code for row in proposal.reload().items]
	assert items[0] == weapon and mapping["item"] in items


def test_template_that_nobody_filled_in_has_no_rows(users, proposal, get_book):
	for name in (layouts.TDRS, layouts.DOL, layouts.EPERMIT):
		sheet = Sheet(users, proposal, get_book(name))
		seen = sheet.look()
		assert (seen["count"], seen["rows"], seen["totals"]) == (0, [], [])
		assert "no rows with a quantity and a rate" in sheet.refuse(sheet.get_mapping())


# What the user sees and corrects


def make_plain(*rows, name="Prices"):
	book = Workbook()
	book.active.title = name
	for number, row in enumerate(rows, 1):
		layouts.write(book.active, number, 1, row)
	return book


HEADER = ("Description", "Quantity", "Unit", "Unit price", "Total")


def test_preview_shows_rows_and_totals_and_changes_nothing(users, proposal):
	before = get_rows(proposal), get_state(proposal)
	sheet = Sheet(
		users, proposal, make_plain(HEADER, ("Design", 2, "Nos", 100.5, 201), ("Build", 1, "Nos", 50, 50))
	)
	seen = sheet.look(sheet.get_mapping())
	assert [(row["place"], row["description"], row["qty"]) for row in seen["rows"]] == [
		("D2", "Design", 2),
		("D3", "Build", 1),
	]
	assert ["251" in amount for _label, amount in seen["totals"]] == [True, False, False]
	assert (seen["problems"], seen["differences"]) == ([], [])
	assert [(each["letter"], each["heading"], each["samples"], each["field"]) for each in seen["columns"]][
		:2
	] == [
		("A", "Description", ["Design", "Build"], "description"),
		("B", "Quantity", ["2", "1"], "qty"),
	]
	assert (get_rows(proposal), get_state(proposal)) == before


def test_amount_that_the_sheet_counts_otherwise_is_told(users, proposal):
	sheet = Sheet(
		users, proposal, make_plain(HEADER, ("Design", 2, "Nos", 100, 150), ("Build", 1, "Nos", 50, 50))
	)
	(difference,) = sheet.look()["differences"]
	assert difference == "E2: the sheet says 150.00, the row comes to 200.00."


def test_corrected_mapping_is_the_one_that_counts(users, proposal):
	sheet = Sheet(
		users,
		proposal,
		make_plain(("Task", "Note", "Hours", "Rate"), ("A", "with care", 2, 100), ("B", None, 1, 50)),
	)
	columns = {"A": "description", "B": "description", "C": "qty", "D": "rate"}
	mapping = sheet.get_mapping(columns=columns, uom="Nos", billing="Monthly", mode="add")
	result = sheet.bring(mapping)
	assert (result["added"], result["removed"], result["changed"]) == (2, 0, 0)
	assert [line[0] for line in sheet.get_lines()][-2:] == ["A – with care", "B"]
	assert proposal.reload().total_monthly == 80 + 250


def test_optional_billing_cost_and_code_are_read_from_their_columns(users, proposal):
	code = factories.make_item().name
	header = ("Artikelnummer", "Bezeichnung", "Menge", "Einzelpreis", "EK", "Abrechnung", "Optional")
	rows = ((code, "Support", 1, 80, 30, "monatlich", "nein"), (code, "Extra", 1, 20, 5, "einmalig", "x"))
	sheet = Sheet(users, proposal, make_plain(header, *rows))
	sheet.bring({**sheet.get_mapping(), "item": ""})
	doc = proposal.reload()
	assert [(r.item_code, r.billing, r.is_optional, r.cost_rate) for r in doc.items] == [
		(code, "Monthly", 0, 30),
		(code, "One-time", 1, 5),
	]


def test_cost_is_neither_offered_nor_taken_from_who_may_not_write_it(users, proposal):
	header = ("Description", "Quantity", "Price", "Internal cost")
	book = make_plain(header, ("A", 1, 10, 5), ("B", 1, 10, 5))
	with deals.as_user(users.sm):
		file = upload(layouts.get_bytes(book))
		seen = preview(proposal.name, file)
		assert (
			"cost_rate" not in dict(seen["fields"]) and "cost_rate" not in seen["mapping"]["columns"].values()
		)
		mapping = {**seen["mapping"], "columns": {"C": "rate", "D": "cost_rate"}}
		with pytest.raises(frappe.ValidationError, match="you cannot import"):
			import_mapped(proposal.name, file, json.dumps(mapping))


@pytest.mark.parametrize(
	("cell", "value", "words"),
	[
		("B2", "ten", "B2: “ten” is not a number"),
		("B2", "1,5", "B2: “1,5” is not a number"),
		("B2", -1, "B2: Quantity: -1 is less than 0"),
		("D3", 10.001, "D3: Rate: 10.001 has more than 2 decimals"),
		("D3", None, "D3: Rate is empty"),
		("B3", None, "B3: Quantity is empty"),
		("D3", 1e300, "D3: "),
		("D3", "#N/A", "D3: #N/A is an error value"),
		("D3", "=50*2", "D3: the formula has no saved result"),
		("D3", "=[1]Prices!A1", "D3: the formula refers to another workbook"),
		("C3", "Lightyears", "C3: choose which unit of measure “Lightyears” stands for"),
		("D3", True, "D3: “True” is not a number"),
	],
)
def test_bad_cell_of_a_foreign_sheet_is_named_and_nothing_is_imported(users, proposal, cell, value, words):
	book = make_plain(
		HEADER, ("Design", 2, "Nos", 100, None), ("Build", 1, "Nos", 50, None), ("End", 1, "Nos", 1, None)
	)
	mapping_book = layouts.get_bytes(book)
	mapping = Sheet(users, proposal, mapping_book).get_mapping()
	book.active[cell] = value
	sheet = Sheet(users, proposal, book)
	assert words in sheet.refuse(mapping)
	assert any(words in problem for problem in sheet.look(mapping)["problems"])


@pytest.mark.parametrize(
	("changes", "words"),
	[
		({"sheets": ["Nowhere"]}, "Choose a sheet of the file: Prices"),
		({"sheets": []}, "Choose a sheet of the file: Prices"),
		({"sheets": "Prices"}, "sheets is not a list of names"),
		({"header_row": 0}, "Header Row"),
		({"header_row": 10**9}, "Header Row"),
		({"columns": {}}, "No column is mapped to Rate"),
		({"columns": {"B": "qty"}}, "No column is mapped to Rate"),
		({"columns": {"B": "rate", "D": "rate"}}, "Two columns are mapped to Rate"),
		({"columns": {"B": "rate", "D": "owner"}}, "you cannot import owner"),
		({"columns": {"ZZZ": "rate"}}, "ZZZ is not a column"),
		({"columns": {"1": "rate"}}, "1 is not a column"),
		({"columns": [["B", "rate"]]}, "columns is not a list of pairs"),
		({"columns": {"B": ["rate"]}}, "columns is not a list of pairs"),
		({"item": "No Such Item"}, "Choose the item"),
		({"item": ["x"]}, "item is not a name"),
		({"billing": "Yearly"}, "Billing: choose"),
		({"mode": "delete"}, "replace the price offer or are added"),
		({"uom": "No Such Unit", "columns": {"B": "qty", "D": "rate"}}, "No Such Unit"),
	],
)
def test_mapping_that_does_not_fit_is_refused(users, proposal, changes, words):
	sheet = Sheet(
		users, proposal, make_plain(HEADER, ("Design", 2, "Nos", 100, 200), ("Build", 1, "Nos", 50, 50))
	)
	assert words in sheet.refuse(sheet.get_mapping(**changes))


@pytest.mark.parametrize("mapping", ["", "null", "[]", "{", '"x"', "1"])
def test_mapping_that_is_none_is_refused(users, proposal, mapping):
	sheet = Sheet(users, proposal, make_plain(HEADER, ("Design", 2, "Nos", 100, 200)))
	with deals.as_user(users.am), pytest.raises(frappe.ValidationError, match="mapping cannot be read"):
		import_mapped(proposal.name, sheet.file, mapping)


def test_sheet_without_a_header_asks_for_one(users, proposal):
	sheet = Sheet(users, proposal, make_plain((1, 2, 3), (4, 5, 6)))
	assert "the row with the headings" in sheet.look()["hint"]


def test_merged_cells_among_the_rows_are_read_once(users, proposal):
	book = make_plain(
		HEADER,
		("Design", 2, "Nos", 100, 200),
		("Phase 2", None, None, None, None),
		("Build", 1, "Nos", 50, 50),
	)
	book.active.merge_cells("A3:E3")
	book.active.merge_cells("E2:F2")
	sheet = Sheet(users, proposal, book)
	sheet.bring(sheet.get_mapping())
	assert [line[:2] for line in sheet.get_lines()] == [("Design", 2), ("Build", 1)]


def test_hidden_sheet_is_not_read(users, proposal):
	book = make_plain(HEADER, ("Design", 2, "Nos", 100, 200), ("Build", 1, "Nos", 50, 50))
	hidden = book.copy_worksheet(book.active)
	hidden.title, hidden.sheet_state = "Costs", "hidden"
	assert Sheet(users, proposal, book).look()["sheets"] == ["Prices"]


def test_only_a_draft_takes_a_foreign_sheet(users, proposal):
	sheet = Sheet(users, proposal, make_plain(HEADER, ("Design", 2, "Nos", 100, 200)))
	mapping = sheet.get_mapping()
	proposals.review(users, proposal)
	with deals.as_user(users.om):
		file = upload(layouts.get_bytes(make_plain(HEADER, ("Design", 2, "Nos", 100, 200))))
		for call in (
			lambda: preview(proposal.name, file),
			lambda: import_mapped(proposal.name, file, mapping),
		):
			with pytest.raises(frappe.ValidationError, match="only be imported into a draft"):
				call()


@pytest.mark.parametrize("short", ["su", "sa", "ac", "mf"])
def test_foreign_sheet_needs_write_permission(users, proposal, short):
	sheet = Sheet(users, proposal, make_plain(HEADER, ("Design", 2, "Nos", 100, 200)))
	mapping = sheet.get_mapping()
	with deals.as_user(getattr(users, short)):
		for call in (
			lambda: preview(proposal.name, sheet.file),
			lambda: import_mapped(proposal.name, sheet.file, mapping),
		):
			with pytest.raises(frappe.PermissionError):
				call()
