"""Excel files as Frappe reads and writes them."""

import re
from io import BytesIO
from typing import Any

import frappe
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

UNSAFE_TITLE = re.compile(r"[\\*?:/\[\]]")


def make_xlsx(
	data: list, sheet_name: str, wb: Workbook | None = None, column_widths: list | None = None
) -> BytesIO:
	"""An Excel file of the rows; the first one is bold."""
	book = wb or Workbook(write_only=True)
	sheet = book.create_sheet(UNSAFE_TITLE.sub(" ", sheet_name), 0)
	for position, width in enumerate(column_widths or (), 1):
		if width:
			sheet.column_dimensions[get_column_letter(position)].width = width
	sheet.row_dimensions[1].font = Font(name="Calibri", bold=True)
	for row in data:
		sheet.append([_clean(cell) for cell in row])
	file = BytesIO()
	book.save(file)
	return file


def _clean(cell: Any) -> Any:
	if not isinstance(cell, str):
		return cell
	text = frappe.utils.unescape_html(frappe.utils.strip_html(cell)) if "<" in cell else cell
	return ILLEGAL_CHARACTERS_RE.sub("", text)
