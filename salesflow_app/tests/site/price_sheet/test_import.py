"""An edited price offer comes back, and bad cells are named."""

import io
import zipfile

import frappe
import pytest

from salesflow_app.proposal import price_sheet
from salesflow_app.tests.site import factories, proposals
from salesflow_app.tests.site.price_sheet.offer import (
	SHEET_PART,
	Offer,
	get_rows,
	get_state,
	refuse,
	replace_part,
)


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
		("Row ID", "abc123", "is not in"),
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
	assert "F8: the column Rate appears twice" in refuse(offer)


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
	assert f"is not in {proposal.name}" in refuse(Offer(users, proposal), content)


def test_html_and_jinja_in_a_cell_are_text(users, proposal):
	offer = Offer(users, proposal)
	offer.set("Description", 1, "{{ 7*7 }} {% raise %}")
	offer.set("Description", 2, "<img src=x onerror=alert(1)>Text")
	offer.bring_back()
	doc = frappe.get_doc("Work Proposal", proposal.name)
	assert doc.items[0].description == "{{ 7*7 }} {% raise %}"
	assert "onerror" not in doc.items[1].description
