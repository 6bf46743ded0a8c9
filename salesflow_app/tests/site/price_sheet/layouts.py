"""Price sheets of four real layouts, made anew: what is typed, what is a formula, and where headings and totals stand."""

import io
import os
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

INPUTS = "SALESFLOW_INPUTS"
"""The folder with the demo's inputs: with it the real workbooks are read as well."""
TDRS, DOL, EPERMIT, LONG = (
	"sow/tdrs_pricing_sheet.xlsx",
	"sheets/dol_pricing_template.xlsx",
	"sheets/epermit_pricing_template.xlsx",
	"sheets/long_list_1037_rows.xlsx",
)
ROLES = ("Product Manager", "Technical Architect", "Agile Coach")
SUPPLIES = (
	("1005-00-589-1271", "RIFLE,7.62 MILLIMETER", 1.0, "Each", 138.0, "WEAPONS"),
	("2320-00-965-1039", "TRUCK,CARGO", 2.0, "EA", 3123.5, "MOTOR VEHICLES"),
	("8415-DS-OTR-S269", None, 6.0, "Unknown", 0.0, "CLOTHING"),
)


def get_bytes(book: Workbook) -> bytes:
	buffer = io.BytesIO()
	book.save(buffer)
	return buffer.getvalue()


def open_real(name: str) -> Workbook:
	"""The real workbook. Skips where no folder of inputs is given."""
	path = Path(os.environ.get(INPUTS) or "/nowhere") / name
	if not path.is_file():
		pytest.skip(f"{INPUTS} names no folder with {name}")
	return load_workbook(path)


def make_tdrs() -> Workbook:
	book = Workbook()
	book.active.title = "Dashboard"
	book.active["A12"], book.active["B12"] = "Period", "Cost"
	book.active["A13"], book.active["B13"] = "Base period", "='Base period'!G22"
	for name in ("Base period", "Option 1", "Option 2"):
		fill_tdrs(book.create_sheet(name))
	return book


def fill_tdrs(sheet) -> None:
	sheet["A1"] = "Note: Please only fill in cells with this color."
	sheet["A7"] = "Labor Categories (LCATs)"
	for row in range(1, 9):
		sheet.merge_cells(f"A{row}:G{row}")
	headings = ("BPA Labor Category", "Contractor Labor Category", "Number of hours", "BPA cost/hour")
	write(sheet, 9, 1, (*headings, "Add'l discount", "Final cost/hr", "Total cost"))
	for row in range(10, 22):
		write(sheet, row, 3, (0, 0, 0, f"=SUM(D{row}*(1-E{row}))", f"=SUM(C{row}*F{row})"))
		sheet[f"E{row}"].number_format = "0.00%"
	means = [f"=AVERAGE({letter}10:{letter}21)" for letter in "DEF"]
	write(sheet, 22, 1, ("Total hours and cost, average cost per hour and discount", None))
	write(sheet, 22, 3, ("=SUM(C10:C21)", *means, "=SUM(G10:G21)"))


def make_dol() -> Workbook:
	book = Workbook()
	sheet = book.active
	sheet.title = "Pricing Template"
	sheet["A1"] = "DOL 14(C) Web Application Tool Pricing Template"
	write(sheet, 4, 1, ("Item", "Labor Category", None, "Quantity", "Unit", "Unit Price", "Total Price"))
	sheet.merge_cells("A1:G1")
	sheet.merge_cells("B4:C4")
	for number in range(13):
		row = 6 + 2 * number
		role = ROLES[number] if number < 2 else f"Role {number}" if number != 10 else ROLES[2]
		write(sheet, row, 1, (f"{number + 1:04}", "FP", role, None, "Hour", None, f"=D{row}*F{row}"))
	write(sheet, 32, 1, ("Total", None, None, None, None, None, "=SUM(G6:G30)"))
	sheet.merge_cells("A32:F32")
	return book


def make_epermit() -> Workbook:
	book = Workbook()
	lines = book.active
	lines.title = "CLIN Structure"
	lines["B8"] = "Period of Performance: 120 days"
	write(lines, 9, 2, ("ITEM NO.", "SUPPLIES/SERVICES", "QUANTITY", "UNIT"))
	write(lines, 10, 2, ("0001", "Application Programming Interface", 4, "Months", "='Labor Pricing'!I11"))
	labor = book.create_sheet("Labor Pricing")
	labor["B2"] = "Period of Performance (120 days)"
	labor.merge_cells("B2:J2")
	first = ("Proposed BPA labor category", "Mapping FSS 70 labor category", "FSS 70 hourly rate")
	then = ("BPA Discount (%)", "BPA Hourly Rate", "Additional Discount off BPA (%)", "Proposed hourly rate")
	write(labor, 3, 2, (*first, *then, "Estimated Number of Hours", "Total Price"))
	for row in range(4, 10):
		write(labor, row, 1, (row - 3, None, None, 0, 0, 0, 0, 0, 0, f"=G{row}*I{row}"))
	write(labor, 11, 8, ("Total ", "=SUM(I4:I9)", "=SUM(J4:J9)"))
	return book


def make_long() -> Workbook:
	book = Workbook()
	sheet = book.active
	sheet.title = "NE data"
	first = (
		"state",
		"county",
		"fips",
		"nsn",
		"item_name",
		"quantity",
		"ui",
		"acquisition_cost",
		"total_cost",
	)
	then = ("ship_date", "federal_supply_category", "federal_supply_category_name", "federal_supply_class")
	write(sheet, 1, 1, (*first, *then, "federal_supply_class_name"))
	for row, (nsn, name, qty, unit, price, category) in enumerate(SUPPLIES, 2):
		start = ("NE", "ADAMS", 31001.0, nsn, name, qty, unit, price, qty * price)
		write(sheet, row, 1, (*start, None, 10.0, category, 1005.0, "Guns"))
	return book


def write(sheet, row: int, column: int, values: tuple) -> None:
	for number, value in enumerate(values, column):
		sheet.cell(row, number).value = value


# As a bidder fills them in


def fill_in_tdrs(book: Workbook) -> Workbook:
	for name, hours in (("Base period", 100), ("Option 1", 50)):
		sheet = book[name]
		write(sheet, 10, 1, ("Engineer II", "Senior Engineer", hours, 150, 0.1))
		write(sheet, 11, 1, ("Designer", None, hours / 2, 120.5, 0))
	return book


def fill_in_dol(book: Workbook) -> Workbook:
	sheet = book["Pricing Template"]
	for row, qty, price in ((6, 40, 150), (8, 12.5, 180), (26, 8, 95.25)):
		sheet[f"D{row}"], sheet[f"F{row}"] = qty, price
	return book


def fill_in_epermit(book: Workbook) -> Workbook:
	sheet = book["Labor Pricing"]
	write(sheet, 4, 2, ("Engineer", "Engineer III", 200, 0.1, 180, 0.05, 171, 160))
	write(sheet, 5, 2, ("Writer", "Writer I", 100, 0.1, 90, 0, 90, 20))
	return book
