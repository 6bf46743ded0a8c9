"""A price offer goes out as a spreadsheet."""

import io

import frappe
import pytest
from openpyxl import load_workbook

from salesflow_app.conversions.work_proposal_to_xlsx import export
from salesflow_app.proposal import price_sheet
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.price_sheet.offer import Offer


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
