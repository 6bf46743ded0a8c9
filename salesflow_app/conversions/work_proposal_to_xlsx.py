"""Work Proposal -> price offer spreadsheet (.xlsx): named columns, numbers as numbers, totals as formulas."""

import html
from io import BytesIO

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, strip_html
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from salesflow_app.proposal import price_offer, price_sheet
from salesflow_app.proposal.price_sheet import FIRST_ROW, HEADER_ROW, NO, YES, Column
from salesflow_app.rules.price_offer import MAX_ROWS, MONTHLY, ONE_TIME
from salesflow_app.text import masters
from salesflow_app.text.formats import as_written
from salesflow_app.text.rendering import render

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHARACTERS = 32_000
"""A cell holds a few more; longer text would come back cut off."""
HEADER_FILL = PatternFill("solid", fgColor="FFE8ECF0")
COMPUTED_FONT = Font(color="FF687178")


@frappe.whitelist(methods=["GET", "POST"])
def export(work_proposal: str, for_client: bool = False) -> None:
	"""Send the price offer of a Work Proposal as a file. Raises PermissionError without read permission.

	It includes the column Internal Cost only for those who may read that field, and never `for_client`: that copy
	has nothing that staff alone may know, and is not made to come back.
	"""
	proposal = frappe.get_doc("Work Proposal", work_proposal)
	proposal.check_permission("read")
	frappe.response.update(
		{
			"type": "download",
			"content_type": CONTENT_TYPE,
			"filename": f"{proposal.name.replace(' ', '-').replace('/', '-')}-price-offer{'-client' if for_client else ''}.xlsx",
			"filecontent": make_client_workbook(proposal)
			if for_client
			else make_workbook(proposal, with_cost=can_read_cost(proposal)),
		}
	)


def can_read_cost(proposal: Document) -> bool:
	"""May the session's user read the internal fields?"""
	return 1 in proposal.get_permlevel_access("read")


def make_workbook(proposal: Document, with_cost: bool) -> bytes:
	"""The bytes of the .xlsx file. Raises ValidationError for a text too long for a cell."""
	notes = [*get_notes(proposal), (_("Editing"), get_editing_note())]
	return get_bytes(make_sheets(proposal, price_sheet.get_columns(with_cost), price_sheet.SPARE_ROWS, notes))


def make_client_workbook(proposal: Document) -> bytes:
	"""The client's own copy: no cost, no keys, nothing hidden, our company as its author. Formulas compute.

	Raises ValidationError for a text too long for a cell.
	"""
	workbook = make_sheets(proposal, price_sheet.get_client_columns(), 0, get_notes(proposal))
	workbook.properties.creator = ILLEGAL_CHARACTERS_RE.sub("", proposal.company or "")
	workbook.properties.title = ILLEGAL_CHARACTERS_RE.sub("", proposal.title or "")
	return get_bytes(workbook)


def make_sheets(
	proposal: Document, columns: tuple[Column, ...], spare: int, notes: list[tuple[str, str]]
) -> Workbook:
	workbook = Workbook()
	sheet = workbook.active
	sheet.title = price_sheet.SHEET
	write_head(sheet, proposal, columns)
	write_rows(sheet, proposal, columns, spare)
	set_layout(sheet, columns)
	if notes:
		write_notes(workbook.create_sheet(price_sheet.NOTES), notes)
	return workbook


def get_bytes(workbook: Workbook) -> bytes:
	buffer = BytesIO()
	workbook.save(buffer)
	return buffer.getvalue()


def write_head(sheet: Worksheet, proposal: Document, columns: tuple[Column, ...]) -> None:
	"""Whose offer it is, the totals, and the names of the columns."""
	write_text(sheet.cell(1, 1), f"{_('Price Offer')} {proposal.name}: {proposal.title}")
	write_text(sheet.cell(2, 1), proposal.customer_name)
	write_text(sheet.cell(3, 1), get_terms(proposal))
	sheet.cell(1, 1).font = Font(bold=True, size=14)
	for row, (label, formula) in enumerate(get_totals(proposal, columns), 4):
		sheet.cell(row, 1, label).font = Font(bold=True)
		total = sheet.cell(row, 2, formula)
		total.font = Font(bold=True)
		total.number_format = get_money_format(proposal)
		total.alignment = Alignment(horizontal="left")
	for index, column in enumerate(columns, 1):
		cell = sheet.cell(HEADER_ROW, index, column.name)
		cell.font = Font(bold=True)
		cell.fill = HEADER_FILL


def get_terms(proposal: Document) -> str:
	terms = [_("All prices in {0}, excluding tax").format(proposal.currency)]
	if proposal.valid_till:
		terms.append(_("valid until {0}").format(format_date(proposal.valid_till)))
	return ", ".join(terms)


def get_totals(proposal: Document, columns: tuple[Column, ...]) -> list[tuple[str, str]]:
	"""Labels and formulas of the totals."""
	last = FIRST_ROW + len(proposal.items) + price_sheet.SPARE_ROWS
	amount, billing, optional = (get_range(columns, name, last) for name in ("Amount", "Billing", "Optional"))

	def add_up(*conditions: str) -> str:
		return f"=SUMIFS({','.join((amount, *conditions))})"

	return [
		(_("Total One-Time"), add_up(billing, f'"{ONE_TIME}"', optional, f'"{NO}"')),
		(_("Total Monthly"), add_up(billing, f'"{MONTHLY}"', optional, f'"{NO}"')),
		(_("Optional, not included"), add_up(optional, f'"{YES}"')),
	]


def get_range(columns: tuple[Column, ...], name: str, last: int) -> str:
	letter = get_letter(columns, name)
	return f"{letter}{FIRST_ROW}:{letter}{last}"


def get_letter(columns: tuple[Column, ...], name: str) -> str:
	return get_column_letter([column.name for column in columns].index(name) + 1)


def write_rows(sheet: Worksheet, proposal: Document, columns: tuple[Column, ...], spare: int) -> None:
	for number, row in enumerate(proposal.items, FIRST_ROW):
		for index, column in enumerate(columns, 1):
			write_value(sheet.cell(number, index), column, row)
		write_formulas(sheet, number, proposal, columns)
	first_spare = FIRST_ROW + len(proposal.items)
	for number in range(first_spare, first_spare + spare):
		write_formulas(sheet, number, proposal, columns)


def write_value(cell: Cell, column: Column, row: Document) -> None:
	value = row.get(column.fieldname)
	if column.kind == price_sheet.NUMBER:
		cell.value = float(value or 0)
	elif column.fieldname == "is_optional":
		cell.value = YES if value else NO
	else:
		write_text(cell, as_written(value))


def write_text(cell: Cell, value: object) -> None:
	"""Text that stays text, whatever it begins with: a spreadsheet must not take it for a formula."""
	text = ILLEGAL_CHARACTERS_RE.sub("", str(value or ""))
	if len(text) > MOST_CHARACTERS:
		frappe.throw(
			_("Cell {0}: the text has {1} characters; a spreadsheet cell holds {2}. Shorten it.").format(
				cell.coordinate, len(text), MOST_CHARACTERS
			)
		)
	if text:
		cell.value = text
		cell.data_type = "s"
		cell.quotePrefix = text[0] in "=+-@\t\r\n"


def write_formulas(sheet: Worksheet, number: int, proposal: Document, columns: tuple[Column, ...]) -> None:
	qty, rate, discount, net = (
		f"{get_letter(columns, name)}{number}" for name in ("Quantity", "Rate", "Discount %", "Net Rate")
	)
	amount = f"{get_letter(columns, 'Amount')}{number}"
	sheet[net] = f'=IF({rate}="","",{get_rounded(proposal, f"{rate}*(1-{discount}/100)")})'
	sheet[amount] = f'=IF({net}="","",{get_rounded(proposal, f"{qty}*{net}")})'
	for address in (net, amount):
		sheet[address].number_format = get_money_format(proposal)
		sheet[address].font = COMPUTED_FONT
	for name in ("Rate", "Internal Cost"):
		if name in (column.name for column in columns):
			sheet[f"{get_letter(columns, name)}{number}"].number_format = get_money_format(proposal)


def get_rounded(proposal: Document, formula: str) -> str:
	"""Round as the site does; ROUND alone takes every half up."""
	precision = price_offer.get_precision(proposal)
	rounded = f"ROUND({formula},{precision})"
	if price_offer.get_rounding() == "ROUND_HALF_UP":
		return rounded
	is_half = f"ABS(MOD(({formula})*10^{precision},2)-0.5)<0.000001"
	return f"{rounded}-IF({is_half},10^-{precision},0)"


def get_money_format(proposal: Document) -> str:
	decimals = "0" * price_offer.get_precision(proposal)
	return f"#,##0.{decimals}" if decimals else "#,##0"


def set_layout(sheet: Worksheet, columns: tuple[Column, ...]) -> None:
	"""Widths, lists to choose from, and what is seen or printed."""
	for index, column in enumerate(columns, 1):
		dimension = sheet.column_dimensions[get_column_letter(index)]
		dimension.width = column.width
		dimension.hidden = column.kind == price_sheet.KEY
	for name, choices in (("Billing", (ONE_TIME, MONTHLY)), ("Optional", (NO, YES))):
		validation = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
		validation.add(get_range(columns, name, FIRST_ROW + MAX_ROWS))
		sheet.add_data_validation(validation)
	sheet.freeze_panes = sheet.cell(FIRST_ROW, 1)
	sheet.page_setup.orientation = "landscape"
	sheet.page_setup.fitToHeight = 0
	sheet.sheet_properties.pageSetUpPr.fitToPage = True
	sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def write_notes(sheet: Worksheet, notes: list[tuple[str, str]]) -> None:
	"""The notes of the master “Price Offer”, and in our own copy how the sheet comes back."""
	sheet.column_dimensions["A"].width = 24
	sheet.column_dimensions["B"].width = 100
	for number, (heading, text) in enumerate(notes, 1):
		write_text(sheet.cell(number, 1), heading)
		write_text(sheet.cell(number, 2), text)
		sheet.cell(number, 1).font = Font(bold=True)
		sheet.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")


def get_notes(proposal: Document) -> list[tuple[str, str]]:
	master = masters.get_approved("Price Offer", "", masters.get_language(proposal))
	if not master:
		return []
	return [
		(section["heading"], " ".join(html.unescape(strip_html(section["body"])).split()))
		for section in render(master, proposal)
	]


def get_editing_note() -> str:
	return _(
		"Change, add or delete rows on the sheet {0}; the totals update themselves. Keep the column names, "
		"enter plain numbers instead of formulas, and leave no empty row between two rows. "
		"Group, Net Rate and Amount are calculated."
	).format(price_sheet.SHEET)
