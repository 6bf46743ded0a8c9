"""A price offer goes out as a spreadsheet."""

import io
import re
import shutil
import subprocess
import zipfile

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


# The client's own copy

CANARIES = {"cost_rate": 71234.5}


def get_client_copy(users, proposal) -> bytes:
	with deals.as_user(users.am):
		for row in proposal.items:
			row.cost_rate = CANARIES["cost_rate"]
		proposal.save()
		export(proposal.name, for_client=True)
	assert frappe.response.pop("filename").endswith("-client.xlsx")
	return frappe.response.pop("filecontent")


def test_client_copy_has_no_cost_key_or_name_of_staff_anywhere_in_the_file(users, proposal):
	content = get_client_copy(users, proposal)
	with zipfile.ZipFile(io.BytesIO(content)) as package:
		parts = {name: package.read(name).decode() for name in package.namelist()}
	whole = "\n".join(parts.values())
	row_keys = [row.name for row in proposal.items]
	for word in ("71234", "Internal Cost", "Row ID", "cost", users.am, proposal.account_manager, *row_keys):
		assert word.lower() not in whole.lower(), word
	assert set(re.findall(r'hidden="(\w+)"', whole)) <= {"0", "false", "False"}
	assert not re.findall(r'state="(?:hidden|veryHidden)"', whole)
	assert not [name for name in parts if re.search("comment|external|custom|vba|drawing", name)]
	assert load_workbook(io.BytesIO(content)).properties.creator == proposal.company


def test_client_copy_computes_its_totals_from_formulas_over_its_rows_alone(users, proposal):
	book = load_workbook(io.BytesIO(get_client_copy(users, proposal)))
	sheet = book[price_sheet.SHEET]
	names = [cell.value for cell in sheet[price_sheet.HEADER_ROW] if cell.value]
	assert names == [column.name for column in price_sheet.get_client_columns()]
	assert [sheet.cell(row, 2).value[:8] for row in (4, 5, 6)] == ["=SUMIFS("] * 3
	amount = names.index("Amount") + 1
	last = price_sheet.HEADER_ROW + len(proposal.items)
	assert all(sheet.cell(row, amount).data_type == "f" for row in range(price_sheet.FIRST_ROW, last + 1))
	assert sheet.max_row == last
	assert all(not dimension.hidden for dimension in sheet.column_dimensions.values())
	notes = book[price_sheet.NOTES].values if price_sheet.NOTES in book.sheetnames else ()
	assert not any("Editing" in str(row) for row in notes)


def test_client_copy_needs_read_permission(users, proposal):
	with deals.as_user(users.mf), pytest.raises(frappe.PermissionError):
		export(proposal.name, for_client=True)


@pytest.mark.parametrize("for_client", [False, True])
def test_formulas_come_to_the_totals_of_the_form(users, proposal, tmp_path, for_client):
	office = shutil.which("soffice") or shutil.which("libreoffice")
	if not office:
		pytest.skip("no office program computes the sheet here")
	with deals.as_user(users.am):
		export(proposal.name, for_client=for_client)
	(tmp_path / "offer.xlsx").write_bytes(frappe.response.pop("filecontent"))
	command = [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to"]
	subprocess.run(
		[*command, "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "out", tmp_path / "offer.xlsx"],
		check=True,
		capture_output=True,
		timeout=120,
	)
	sheet = load_workbook(tmp_path / "out" / "offer.xlsx", data_only=True)[price_sheet.SHEET]
	totals = [sheet.cell(row, 2).value for row in (4, 5, 6)]
	assert totals == [proposal.total_one_time, proposal.total_monthly, proposal.total_optional]
