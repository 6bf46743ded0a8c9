"""Price offer spreadsheet (.xlsx) -> rows of a draft Work Proposal. All or nothing; a bad cell is named by its address."""

import os
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet

from salesflow_app import compat
from salesflow_app.documents.locks import lock_row
from salesflow_app.proposal import checks, price_offer, price_sheet
from salesflow_app.proposal.price_sheet import COLUMNS, NO, YES, Column
from salesflow_app.proposal.spreadsheet_file import MOST_BYTES, SpreadsheetError, open_workbook
from salesflow_app.rules.numbers import NumberError, show, to_decimal
from salesflow_app.rules.price_offer import LARGEST_CELL, MAX_ROWS, MONTHLY, ONE_TIME
from salesflow_app.salesflow_app.workflows.work_proposal import DRAFT
from salesflow_app.text.sentences import translate

MOST_PROBLEMS = 20
HEADER_SEARCH = 30
CHOICES = {
	"billing": {ONE_TIME.lower(): ONE_TIME, MONTHLY.lower(): MONTHLY},
	"is_optional": {YES.lower(): 1, NO.lower(): 0, "": 0},
}
LIMITS = {"qty": LARGEST_CELL, "rate": LARGEST_CELL, "discount_percentage": 100, "cost_rate": LARGEST_CELL}
MAY_BE_EMPTY = ("description", "discount_percentage", "cost_rate", "is_optional")


@dataclass
class Sheet:
	"""A sheet whose header was found: the column number of each field, and what is wrong so far."""

	worksheet: Worksheet
	header_row: int
	columns: dict[str, int]
	problems: list[str]

	def cell(self, row: int, fieldname: str) -> Cell:
		return self.worksheet.cell(row, self.columns[fieldname])

	def note(self, cell: Cell, problem: str) -> None:
		self.problems.append(f"{cell.coordinate}: {problem}")


@frappe.whitelist(methods=["POST"])
def import_rows(work_proposal: str, file: str) -> dict:
	"""Take the price offer of a draft Work Proposal from an uploaded .xlsx; `file` is a File's name or URL.

	Returns how many rows were changed, added and removed, and the new totals. Raises PermissionError without write
	permission or for somebody else's file, ValidationError naming each bad cell; nothing is changed then.
	"""
	proposal = get_draft(work_proposal)
	return save_rows(proposal, read_rows(proposal, read_file(file)))


def get_draft(work_proposal: str) -> Document:
	"""The draft whose rows are to be changed, locked. Raises PermissionError without write permission."""
	lock_row("Work Proposal", work_proposal)
	proposal = frappe.get_doc("Work Proposal", work_proposal, for_update=True)
	proposal.check_permission("write")
	validate_draft(proposal)
	return proposal


def save_rows(proposal: Document, rows: list[dict]) -> dict:
	"""Put the rows in and save; returns what changed and the new totals."""
	counts = set_rows(proposal, rows)
	proposal.save()
	return {
		**counts,
		"total_one_time": proposal.total_one_time,
		"total_monthly": proposal.total_monthly,
		"total_optional": proposal.total_optional,
	}


def validate_draft(proposal: Document) -> None:
	if proposal.workflow_state != DRAFT:
		frappe.throw(
			_(
				"Work Proposal {0} is in state {1}: a price offer can only be imported into a draft. Revise it first."
			).format(proposal.name, _(proposal.workflow_state))
		)


def read_file(file: str) -> bytes:
	"""The content of a File that the user may read and that is not too big to look at."""
	for filters in ({"name": file}, {"file_url": file}):
		for name in frappe.get_all("File", filters, pluck="name", order_by="creation desc", limit=20):
			doc = frappe.get_doc("File", name)
			if frappe.has_permission(doc.doctype, "read", doc):
				return get_content(doc)
	frappe.throw(
		_("File {0} was not found. Upload the spreadsheet again.").format(escape_html(file)),
		frappe.PermissionError,
	)


def get_content(file: Document) -> bytes:
	if file.is_folder or file.is_remote_file:
		frappe.throw(
			_("File {0}: upload the spreadsheet itself, not a link or folder.").format(
				escape_html(file.file_name)
			)
		)
	try:
		size = os.path.getsize(file.get_full_path())
		if size <= MOST_BYTES:
			content = compat.read_bytes(file)
	except OSError:
		frappe.throw(
			_("File {0} is empty or missing. Upload the spreadsheet again.").format(
				escape_html(file.file_name)
			)
		)
	if size > MOST_BYTES:
		frappe.throw(
			_("File {0} has {1} bytes; a price offer may have at most {2}.").format(
				escape_html(file.file_name), size, MOST_BYTES
			)
		)
	return content


def read_rows(proposal: Document, content: bytes) -> list[dict]:
	"""The rows of the sheet as values of Work Proposal Items; `name` is the row they came from, if any.

	Raises ValidationError naming each bad cell.
	"""
	try:
		workbook, last_row = open_workbook(content)
	except SpreadsheetError as error:
		frappe.throw(_("Price offer of {0}: {1}").format(proposal.name, escape_html(str(error))))
	sheet = find_header(proposal, get_worksheet(workbook))
	numbers = get_row_numbers(sheet, last_row)
	rows = [read_row(sheet, number, proposal) for number in numbers]
	if not numbers and not sheet.problems:
		sheet.note(
			sheet.cell(sheet.header_row + 1, "item_code"),
			_("the sheet has no rows. Enter at least one item."),
		)
	refuse_problems(proposal, sheet.problems)
	return rows


def get_worksheet(workbook) -> Worksheet:
	names = workbook.sheetnames
	return workbook[price_sheet.SHEET if price_sheet.SHEET in names else names[0]]


def refuse_problems(proposal: Document, problems: list[str]) -> None:
	if problems:
		more = len(problems) - MOST_PROBLEMS
		lines = [escape_html(problem) for problem in problems[:MOST_PROBLEMS]]
		if more > 0:
			lines.append(_("and {0} more").format(more))
		frappe.throw(
			_("Nothing was imported into {0}. Correct these cells and upload the file again:").format(
				proposal.name
			)
			+ "".join(f"<br>• {line}" for line in lines),
			title=_("Price Offer Not Imported"),
		)


# The header


def find_header(proposal: Document, worksheet: Worksheet) -> Sheet:
	"""The row with the names of the columns, wherever rows were inserted above it."""
	known = {column.name.lower() for column in COLUMNS}
	best, found = price_sheet.HEADER_ROW, 0
	for number in range(1, HEADER_SEARCH + 1):
		count = sum(name.lower() in known for name in get_names(worksheet, number).values())
		if count > found:
			best, found = number, count
	sheet = Sheet(worksheet, best, {}, [])
	read_header(sheet, get_names(worksheet, best), with_cost=1 in proposal.get_permlevel_access("write"))
	refuse_problems(proposal, sheet.problems)
	return sheet


def get_names(worksheet: Worksheet, row: int) -> dict[int, str]:
	"""Column number -> text of the cell."""
	last = min(worksheet.max_column, 50)
	values = {column: worksheet.cell(row, column).value for column in range(1, last + 1)}
	return {column: value.strip() for column, value in values.items() if isinstance(value, str)}


def read_header(sheet: Sheet, names: dict[int, str], with_cost: bool) -> None:
	by_name = {column.name.lower(): column for column in COLUMNS}
	unknown = []
	for number, name in names.items():
		cell, column = sheet.worksheet.cell(sheet.header_row, number), by_name.get(name.lower())
		if not column:
			unknown.append(cell)
		elif column.fieldname in sheet.columns:
			sheet.note(cell, _("the column {0} appears twice. Delete one of them.").format(column.name))
		elif column.is_internal and not with_cost:
			sheet.note(cell, _("you may not import {0}. Delete the column.").format(column.name))
		else:
			sheet.columns[column.fieldname] = number
	missing = [column.name for column in get_needed_columns() if column.fieldname not in sheet.columns]
	if missing:
		note_missing(sheet, missing, unknown)


def get_needed_columns() -> list[Column]:
	return [c for c in COLUMNS if (c.is_input and not c.is_internal) or c.kind == price_sheet.KEY]


def note_missing(sheet: Sheet, missing: list[str], unknown: list[Cell]) -> None:
	expected = ", ".join(missing)
	for cell in unknown:
		sheet.note(
			cell,
			_("“{0}” is not a column of a price offer. Missing here: {1}.").format(
				show(cell.value), expected
			),
		)
	if not unknown:
		cell = sheet.worksheet.cell(sheet.header_row, 1)
		sheet.note(cell, _("the header is incomplete. Missing in this row: {0}.").format(expected))


# The rows


def get_row_numbers(sheet: Sheet, last: int) -> list[int]:
	"""Rows with something in them; an empty row between two others is a problem, empty ones at the end are not."""
	first = sheet.header_row + 1
	filled = [number for number in range(first, last + 1) if not is_empty(sheet, number)]
	if len(filled) > MAX_ROWS:
		sheet.problems.append(
			_("A{0}: the price offer has {1} rows; at most {2} are allowed.").format(
				filled[MAX_ROWS], len(filled), MAX_ROWS
			)
		)
		return []
	for number in range(first, filled[-1] if filled else first):
		if is_empty(sheet, number):
			sheet.note(sheet.cell(number, "item_code"), _("the row is empty. Delete it, or fill it in."))
	return filled


def is_empty(sheet: Sheet, number: int) -> bool:
	"""Nothing that a person enters is in the row: formulas of spare rows and a leftover row key do not count."""
	names = [column.fieldname for column in COLUMNS if column.is_input and column.fieldname in sheet.columns]
	return all(
		str(sheet.cell(number, name).value or "").strip() == "" for name in names if name != "is_optional"
	)


def read_row(sheet: Sheet, number: int, proposal: Document) -> dict:
	values = {"name": read_key(sheet, number, proposal)}
	for name in sheet.columns:
		column = next(column for column in COLUMNS if column.fieldname == name)
		if column.is_input:
			values[name] = read_cell(sheet, sheet.cell(number, name), column, proposal)
	return values


def read_key(sheet: Sheet, number: int, proposal: Document) -> str | None:
	cell = sheet.cell(number, "name")
	key = str(cell.value or "").strip()
	if key and key not in {row.name for row in proposal.items}:
		sheet.note(
			cell,
			_(
				"this row (hidden column Row ID) is not in {0}. Clear the cell to add it as a new row, or export again."
			).format(proposal.name),
		)
	return key or None


def read_cell(sheet: Sheet, cell: Cell, column: Column, proposal: Document) -> object:
	value = cell.value
	if cell.data_type == "f":
		return sheet.note(cell, _("{0} cannot be a formula. Enter the value itself.").format(column.name))
	if cell.data_type == "e":
		return sheet.note(cell, _("{0} is an error value. Enter the {1}.").format(show(value), column.name))
	if value is None or (isinstance(value, str) and not value.strip()):
		return read_empty(sheet, cell, column)
	if column.kind == price_sheet.NUMBER:
		return read_number(sheet, cell, column, proposal)
	if column.kind == price_sheet.CHOICE:
		return read_choice(sheet, cell, column)
	return read_text(sheet, cell, column)


def read_empty(sheet: Sheet, cell: Cell, column: Column) -> object:
	if column.fieldname not in MAY_BE_EMPTY:
		return sheet.note(cell, _("{0} is empty.").format(column.name))
	return "" if column.kind == price_sheet.TEXT else 0


def read_number(sheet: Sheet, cell: Cell, column: Column, proposal: Document) -> float | None:
	value = cell.value
	if isinstance(value, bool) or not isinstance(value, int | float):
		return sheet.note(cell, _("“{0}” is not a number.").format(show(value)))
	try:
		decimals = get_decimals(proposal, column.fieldname)
		return float(to_decimal(value, column.name, decimals, maximum=LIMITS[column.fieldname]))
	except NumberError as error:
		return sheet.note(cell, translate(error))


def get_decimals(proposal: Document, fieldname: str) -> int | None:
	if fieldname == "cost_rate":
		return None
	return (
		price_offer.get_precision(proposal)
		if fieldname == "rate"
		else price_offer.get_qty_precision(proposal)
	)


def read_choice(sheet: Sheet, cell: Cell, column: Column) -> object:
	value = cell.value
	text = (YES if value else NO) if isinstance(value, bool) else str(value).strip()
	choices = CHOICES[column.fieldname]
	if text.lower() not in choices:
		names = (ONE_TIME, MONTHLY) if column.fieldname == "billing" else (YES, NO)
		return sheet.note(cell, _("“{0}” is neither {1} nor {2}.").format(show(text), *names))
	return choices[text.lower()]


def read_text(sheet: Sheet, cell: Cell, column: Column) -> str | None:
	value = cell.value
	if isinstance(value, bool) or not isinstance(value, str | int | float):
		return sheet.note(cell, _("“{0}” is not text. Enter {1} as text.").format(show(value), column.name))
	text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
	text = text.strip() if column.fieldname != "description" else text
	if len(text) > (checks.LONGEST_TEXT if column.fieldname == "description" else 140):
		return sheet.note(cell, _("the text is too long ({0} characters).").format(len(text)))
	doctype = {"item_code": "Item", "uom": "UOM"}.get(column.fieldname)
	if doctype and not frappe.db.exists(doctype, text):
		return sheet.note(cell, _("{0} “{1}” does not exist.").format(_(doctype), show(text)))
	return text


# Into the proposal


def set_rows(proposal: Document, rows: list[dict]) -> dict[str, int]:
	"""Put the rows into the unsaved proposal. A row copied in the sheet becomes a new one at the same cost."""
	known = {row.name: row for row in proposal.items}
	items, changed, used = [], 0, set()
	for values in rows:
		source = known.get(values.pop("name"))
		if source and source.name not in used:
			used.add(source.name)
			changed += update_row(source, values)
			items.append(source)
		else:
			items.append({"cost_rate": source.cost_rate if source else 0, **values})
	proposal.set("items", items)
	for number, row in enumerate(proposal.items, 1):
		row.idx = number
	return {"changed": changed, "added": len(items) - len(used), "removed": len(known) - len(used)}


def update_row(row: Document, values: dict) -> bool:
	"""Set what differs; returns whether anything did."""
	different = {name: value for name, value in values.items() if not is_same(row.get(name), value)}
	row.update(different)
	return bool(different)


def is_same(old: object, new: object) -> bool:
	"""A text that only a spreadsheet changed, in its line ends or invisible characters, is still the same."""
	if isinstance(new, str):
		return clean_text(old) == clean_text(new)
	return (old or 0) == new


def clean_text(value: object) -> str:
	return ILLEGAL_CHARACTERS_RE.sub("", str(value or "")).replace("\r\n", "\n").replace("\r", "\n").strip()
