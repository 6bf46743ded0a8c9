"""The price offer goes out to a spreadsheet and comes back: rows and nothing else, or not at all."""

import io
import zipfile

import frappe
import pytest
from openpyxl import Workbook, load_workbook

from salesflow_app.conversions.work_proposal_to_xlsx import can_read_cost, export, make_workbook
from salesflow_app.conversions.xlsx_to_work_proposal import import_rows
from salesflow_app.proposal import price_sheet
from salesflow_app.tests.site import deals, factories, proposals

ROWS = (
	{"rate": 1000, "qty": 3, "description": "Concept"},
	{"rate": 250.5, "discount_percentage": 10, "description": "=1+1"},
	{"rate": 80, "billing": "Monthly"},
	{"rate": 99, "is_optional": 1},
)


@pytest.fixture
def proposal(users):
	rows = [proposals.get_row(**row) for row in ROWS]
	return proposals.make_draft(
		users, items=rows, variant="Project and Retainer", payment_plan=factories.get_plan(50, 50)
	)


class Offer:
	"""The exported file as a person has it open: cells by column name and row of the offer, from 1."""

	def __init__(self, users, proposal):
		self.users, self.proposal = users, proposal
		with deals.as_user(users.am):
			self.book = load_workbook(io.BytesIO(make_workbook(proposal, can_read_cost(proposal))))
		self.sheet = self.book[price_sheet.SHEET]

	def cell(self, name: str, row: int):
		names = [cell.value for cell in self.sheet[price_sheet.HEADER_ROW]]
		return self.sheet.cell(price_sheet.HEADER_ROW + row, names.index(name) + 1)

	def set(self, name: str, row: int, value) -> str:
		"""Type into a cell; returns its address."""
		cell = self.cell(name, row)
		cell.value = value
		return cell.coordinate

	def get_bytes(self) -> bytes:
		buffer = io.BytesIO()
		self.book.save(buffer)
		return buffer.getvalue()

	def upload(self, content: bytes | None = None, user: str | None = None):
		with deals.as_user(user or self.users.am):
			return upload(self.get_bytes() if content is None else content)

	def bring_back(self, content: bytes | None = None, user: str | None = None) -> dict:
		file = self.upload(content, user)
		with deals.as_user(user or self.users.am):
			return import_rows(self.proposal.name, file)


def upload(content: bytes) -> str:
	file = {
		"doctype": "File",
		"file_name": f"{factories.get_unique('offer')}.xlsx",
		"content": content,
		"is_private": 1,
	}
	return frappe.get_doc(file).insert().name


def get_state(proposal) -> dict:
	"""Everything but the rows and what follows from them."""
	doc = frappe.get_doc("Work Proposal", proposal.name).as_dict(convert_dates_to_str=True)
	moving = (
		"items",
		"modified",
		"modified_by",
		"total_one_time",
		"total_monthly",
		"total_optional",
		"total_cost",
	)
	for key in (*moving, "margin_percentage", "payment_plan"):
		doc.pop(key)
	return {**doc, "sections": [(row.heading, row.body) for row in doc.sections]}


def get_rows(proposal) -> list[tuple]:
	doc = frappe.get_doc("Work Proposal", proposal.name)
	return [(row.name, row.qty, row.rate, row.description, row.cost_rate) for row in doc.items]


def refuse(offer: Offer, content: bytes | None = None, user: str | None = None) -> str:
	before = get_rows(offer.proposal), get_state(offer.proposal)
	with pytest.raises((frappe.ValidationError, frappe.PermissionError)) as caught:
		offer.bring_back(content, user)
	assert (get_rows(offer.proposal), get_state(offer.proposal)) == before
	return str(caught.value)


# Out


def test_sheet_has_named_columns_numbers_and_totals_as_formulas(users, proposal):
	offer = Offer(users, proposal)
	names = [cell.value for cell in offer.sheet[price_sheet.HEADER_ROW]]
	assert names == [column.name for column in price_sheet.COLUMNS]
	assert [offer.cell("Rate", row).data_type for row in (1, 2, 3, 4)] == ["n"] * 4
	assert [offer.cell("Amount", row).data_type for row in (1, 2, 3, 4)] == ["f"] * 4
	totals = {offer.sheet.cell(row, 1).value: offer.sheet.cell(row, 2).value for row in (4, 5, 6)}
	assert list(totals) == ["Total One-Time", "Total Monthly", "Optional, not included"]
	assert all(formula.startswith("=SUMIFS(") for formula in totals.values())


def test_text_that_looks_like_a_formula_stays_text(users, proposal):
	cell = Offer(users, proposal).cell("Description", 2)
	assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_row_ids_are_there_and_hidden(users, proposal):
	offer = Offer(users, proposal)
	assert [offer.cell("Row ID", row).value for row in (1, 2, 3, 4)] == [row.name for row in proposal.items]
	assert offer.sheet.column_dimensions[offer.cell("Row ID", 1).column_letter].hidden


def test_cost_is_in_the_sheet_of_those_who_may_read_it_alone(users, proposal):
	for user, is_there in ((users.am, True), (users.om, True), (users.su, False), (users.sa, False)):
		with deals.as_user(user):
			export(proposal.name)
		content = frappe.response.pop("filecontent")
		sheet = load_workbook(io.BytesIO(content))[price_sheet.SHEET]
		values = {cell.value for row in sheet.iter_rows() for cell in row}
		assert ("Internal Cost" in values) is is_there
		assert (400.0 in values) is is_there, "the cost of the first row"


def test_export_needs_read_permission(users, proposal):
	with deals.as_user(users.mf), pytest.raises(frappe.PermissionError):
		export(proposal.name)


# Back


def test_edited_sheet_changes_the_rows_and_nothing_else(users, proposal):
	before, rows_before = get_state(proposal), get_rows(proposal)
	offer = Offer(users, proposal)
	offer.set("Quantity", 1, 4)
	offer.set("Rate", 2, 300)
	offer.set("Billing", 3, "One-time")
	result = offer.bring_back()
	doc = frappe.get_doc("Work Proposal", proposal.name)
	assert result["changed"] == 3 and not result["added"] and not result["removed"]
	assert (doc.total_one_time, doc.total_monthly, doc.total_optional) == (4350.0, 0, 99.0)
	assert [row.amount for row in doc.payment_plan] == [2175.0, 2175.0]
	assert [row[0] for row in get_rows(proposal)] == [row[0] for row in rows_before]
	assert [row[3:] for row in get_rows(proposal)] == [row[3:] for row in rows_before]
	assert get_state(proposal) == before


def test_sheet_that_nobody_edited_changes_nothing(users, proposal):
	before = get_rows(proposal)
	assert Offer(users, proposal).bring_back()["changed"] == 0
	assert get_rows(proposal) == before


def test_rows_are_added_copied_removed_and_moved(users, proposal):
	offer = Offer(users, proposal)
	item = factories.make_item().name
	for name, value in (
		("Item", item),
		("Quantity", 2),
		("UOM", "Nos"),
		("Rate", 10),
		("Billing", "One-time"),
	):
		offer.set(name, 5, value)
	for column in range(1, 14):
		offer.sheet.cell(price_sheet.HEADER_ROW + 6, column).value = offer.sheet.cell(
			price_sheet.FIRST_ROW, column
		).value
	offer.sheet.delete_rows(price_sheet.FIRST_ROW + 1)
	result = offer.bring_back()
	doc = frappe.get_doc("Work Proposal", proposal.name)
	assert (result["added"], result["removed"]) == (2, 1)
	assert [row.rate for row in doc.items] == [1000, 80, 99, 10, 1000]
	assert [row.cost_rate for row in doc.items] == [400, 32, 39.6, 0, 400]
	assert len({row.name for row in doc.items}) == 5


def test_total_of_100_000_01_comes_back_to_the_cent(users, proposal):
	offer = Offer(users, proposal)
	offer.set("Quantity", 1, 1)
	offer.set("Rate", 1, 100000.01)
	offer.sheet.delete_rows(price_sheet.FIRST_ROW + 1, 3)
	assert offer.bring_back()["total_one_time"] == 100000.01


@pytest.mark.parametrize(
	("column", "value", "words"),
	[
		("Quantity", "ten", "not a number"),
		("Quantity", "12,5", "not a number"),
		("Quantity", "5", "not a number"),
		("Quantity", -1, "less than 0"),
		("Quantity", 1.23456, "more than 3 decimals"),
		("Quantity", None, "Quantity is empty"),
		("Quantity", True, "not a number"),
		("Quantity", float("nan"), "empty"),
		("Rate", 1e300, "more than"),
		("Rate", 10.001, "more than 2 decimals"),
		("Rate", "=10*10", "formula"),
		("Rate", "#N/A", "error value"),
		("Discount %", 100.5, "more than 100"),
		("Internal Cost", -5, "less than 0"),
		("Billing", "Yearly", "neither One-time nor Monthly"),
		("Optional", "perhaps", "neither Yes nor No"),
		("Item", "No Such Item", "does not exist"),
		("Item", '=HYPERLINK("http://evil.example")', "formula"),
		("UOM", "Lightyears of Cheese", "does not exist"),
		("Row ID", "abc123", "no row of"),
	],
)
def test_bad_cell_is_named_by_its_address_and_nothing_is_imported(users, proposal, column, value, words):
	offer = Offer(users, proposal)
	offer.set("Rate", 1, 5)
	address = offer.set(column, 2, value)
	sentence = refuse(offer)
	assert f"{address}: " in sentence and words in sentence


def test_every_bad_cell_is_named_at_once(users, proposal):
	offer = Offer(users, proposal)
	addresses = [offer.set("Rate", 1, "x"), offer.set("Quantity", 3, "y")]
	sentence = refuse(offer)
	assert all(f"{address}: " in sentence for address in addresses)


def test_empty_row_between_two_rows_is_refused(users, proposal):
	offer = Offer(users, proposal)
	for column in range(1, 14):
		offer.sheet.cell(price_sheet.FIRST_ROW + 1, column).value = None
	assert f"A{price_sheet.FIRST_ROW + 1}: " in refuse(offer)


@pytest.mark.parametrize(("column", "name"), [("Rate", "Price"), ("Quantity", None), ("Row ID", "x")])
def test_wrong_header_is_refused_with_its_address(users, proposal, column, name):
	offer = Offer(users, proposal)
	cell = offer.cell(column, 0)
	cell.value = name
	sentence = refuse(offer)
	assert column in sentence and f"{price_sheet.HEADER_ROW}: " in sentence
	assert name is None or cell.coordinate in sentence


def test_column_that_is_there_twice_is_refused(users, proposal):
	offer = Offer(users, proposal)
	offer.cell("UOM", 0).value = "Rate"
	assert "F8: the column Rate is there twice" in refuse(offer)


@pytest.mark.parametrize("number", [b"nan", b"1e309", b"-INF", b"12 apples", b"0x10"])
def test_number_that_is_none_is_named_by_its_address(users, proposal, number):
	offer = Offer(users, proposal)
	address = offer.set("Quantity", 2, 7777)
	content = offer.get_bytes()
	with zipfile.ZipFile(io.BytesIO(content)) as package:
		sheet = package.read(SHEET_PART)
	assert sheet.count(b"<v>7777</v>") == 1
	content = replace_part(content, SHEET_PART, sheet.replace(b"<v>7777</v>", b"<v>" + number + b"</v>"))
	sentence = refuse(offer, content)
	assert f"{address}: " in sentence and "is not a number" in sentence


def test_sheet_without_rows_is_refused(users, proposal):
	offer = Offer(users, proposal)
	offer.sheet.delete_rows(price_sheet.FIRST_ROW, 100)
	assert "no rows" in refuse(offer)


def test_rows_of_another_proposal_are_refused(users, proposal):
	other = proposals.make_draft(users)
	content = Offer(users, other).get_bytes()
	assert f"no row of {proposal.name}" in refuse(Offer(users, proposal), content)


def test_html_and_jinja_in_a_cell_are_text(users, proposal):
	offer = Offer(users, proposal)
	offer.set("Description", 1, "{{ 7*7 }} {% raise %}")
	offer.set("Description", 2, "<img src=x onerror=alert(1)>Text")
	offer.bring_back()
	doc = frappe.get_doc("Work Proposal", proposal.name)
	assert doc.items[0].description == "{{ 7*7 }} {% raise %}"
	assert "onerror" not in doc.items[1].description


# Files that are none


def make_zip(parts: dict[str, bytes]) -> bytes:
	buffer = io.BytesIO()
	with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
		for name, content in parts.items():
			package.writestr(name, content)
	return buffer.getvalue()


def replace_part(content: bytes, part: str, new: bytes) -> bytes:
	with zipfile.ZipFile(io.BytesIO(content)) as package:
		parts = {name: package.read(name) for name in package.namelist()}
	return make_zip({**parts, part: new})


SHEET_PART = "xl/worksheets/sheet1.xml"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'


def get_far_sheet() -> bytes:
	book = Workbook()
	book.active["A1048576"] = 1
	buffer = io.BytesIO()
	book.save(buffer)
	return buffer.getvalue()


@pytest.mark.parametrize(
	"make",
	[
		lambda content: b"Item,Quantity\nA,1\n",
		lambda content: b"PK\x03\x04 broken",
		lambda content: content[: len(content) // 2],
		lambda content: make_zip({"a.txt": b"x"}),
		lambda content: make_zip({"xl/workbook.xml": b"<workbook/>"}),
		lambda content: make_zip({"xl/workbook.xml": b"0" * 30_000_000}),
		lambda content: make_zip({"xl/workbook.xml": b"", **{f"{n}.xml": b"" for n in range(400)}}),
		lambda content: replace_part(content, SHEET_PART, ENTITIES),
		lambda content: replace_part(content, SHEET_PART, "<worksheet/>".encode("utf-16")),
		lambda content: replace_part(content, SHEET_PART, b"<worksheet><row>"),
		lambda content: get_far_sheet(),
	],
)
def test_file_that_is_no_price_offer_is_refused(users, proposal, make):
	offer = Offer(users, proposal)
	content = make(offer.get_bytes())
	sentence = refuse(offer, content)
	assert "Traceback" not in sentence and sentence


def test_huge_file_is_refused_before_it_is_read(users, proposal):
	assert "bytes" in refuse(Offer(users, proposal), b"0" * 2_100_000)


def test_1000_rows_are_taken_and_1001_are_not(users, proposal):
	offer = Offer(users, proposal)
	for row in range(1, 1002):
		for name in ("Item", "Quantity", "UOM", "Rate", "Billing"):
			offer.set(name, row, offer.cell(name, 1).value)
		offer.set("Row ID", row, None)
	assert "at most 1000" in refuse(offer)
	offer.sheet.delete_rows(price_sheet.FIRST_ROW)
	assert offer.bring_back()["added"] == 1000


# Who and when


def test_only_a_draft_takes_a_price_offer(users, proposal):
	offer = Offer(users, proposal)
	proposals.review(users, proposal)
	assert "draft only" in refuse(offer, user=users.om)


@pytest.mark.parametrize("short", ["su", "sa", "ac", "mf"])
def test_import_needs_write_permission(users, proposal, short):
	offer = Offer(users, proposal)
	file = offer.upload()
	with deals.as_user(getattr(users, short)), pytest.raises(frappe.PermissionError):
		import_rows(proposal.name, file)


def test_somebody_elses_private_file_is_not_read(users, proposal):
	offer = Offer(users, proposal)
	file = offer.upload(user="Administrator")
	with deals.as_user(users.am), pytest.raises(frappe.PermissionError):
		import_rows(proposal.name, file)


def test_cost_column_is_refused_from_who_may_not_write_it(users, proposal):
	offer = Offer(users, proposal)
	assert "Internal Cost" in refuse(offer, user=users.sm)


def test_cost_stays_where_the_sheet_has_none(users, proposal):
	offer = Offer(users, proposal)
	offer.sheet.delete_cols(offer.cell("Internal Cost", 1).column)
	offer.set("Rate", 1, 2000)
	offer.bring_back(user=users.sm)
	doc = frappe.get_doc("Work Proposal", proposal.name)
	assert (doc.items[0].rate, doc.items[0].cost_rate) == (2000, 400)


def test_import_by_get_is_refused(users, proposal, http):
	name = proposal.name
	frappe.db.commit()
	client = http.as_user(users.am)
	path = "salesflow_app.conversions.xlsx_to_work_proposal.import_rows"
	assert client.api_get(path, work_proposal=name, file="x").status_code in (403, 405)
	answer = client.api_get("salesflow_app.conversions.work_proposal_to_xlsx.export", work_proposal=name)
	assert answer.ok and load_workbook(io.BytesIO(answer.content))[price_sheet.SHEET]
