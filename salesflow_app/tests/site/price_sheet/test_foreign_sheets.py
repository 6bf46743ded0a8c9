"""Price sheets of other layouts come in through a mapping that is guessed, shown, corrected and confirmed."""

import json

import frappe
import pytest

from salesflow_app.conversions.price_sheet_to_work_proposal import import_mapped, preview
from salesflow_app.tests.site import deals, factories
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
