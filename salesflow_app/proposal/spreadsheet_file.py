"""Opens an uploaded spreadsheet: small, a real .xlsx, no zip bomb. What it contains is known elsewhere."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from math import isfinite
from xml.etree.ElementTree import Element, ParseError, iterparse

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
MOST_PARTS = 300
MOST_ROWS = 1_100
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")


class SpreadsheetError(ValueError):
	"""A rejected file; the message is a complete sentence, with the cell's address where one is at fault."""


def open_workbook(content: bytes) -> Workbook:
	"""The workbook, with formulas as they are written. Raises SpreadsheetError before any work on a bad file."""
	if len(content) > MOST_BYTES:
		raise SpreadsheetError(
			f"The file has {len(content):,} bytes; a price offer has at most {MOST_BYTES:,}. Delete pictures and other sheets."
		)
	_check_parts(content)
	try:
		workbook = load_workbook(BytesIO(content), keep_links=False)
	except Exception as error:  # openpyxl raises whatever it stumbles over
		raise SpreadsheetError(
			"The file cannot be read. Save it as an Excel workbook (.xlsx) and try again."
		) from error
	if not workbook.worksheets or any(sheet.max_row > MOST_ROWS for sheet in workbook.worksheets):
		raise SpreadsheetError(f"The file needs a sheet with rows, and no sheet with more than {MOST_ROWS}.")
	return workbook


def _check_parts(content: bytes) -> None:
	try:
		with zipfile.ZipFile(BytesIO(content)) as package:
			_check_sizes(package)
			for part in package.namelist():
				if part.endswith((".xml", ".rels")):
					_check_xml(part, package.read(part))
	except (
		zipfile.BadZipFile,
		zipfile.LargeZipFile,
		RuntimeError,
		NotImplementedError,
		EOFError,
		OSError,
	) as error:
		raise SpreadsheetError(
			"The file is not an Excel workbook (.xlsx). Save it as one and try again."
		) from error


def _check_sizes(package: zipfile.ZipFile) -> None:
	parts = package.infolist()
	if "xl/workbook.xml" not in package.namelist():
		raise SpreadsheetError("The file is not an Excel workbook (.xlsx). Save it as one and try again.")
	if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
		raise SpreadsheetError("The file is too large when unpacked. A price offer is one small sheet.")


def _check_xml(part: str, data: bytes) -> None:
	"""No document types and entities, no other encoding that could hide them; in sheets, no bad number."""
	try:
		text = data.decode("utf-8-sig")
	except UnicodeDecodeError as error:
		raise SpreadsheetError(
			"The file cannot be read. Save it as an Excel workbook (.xlsx) and try again."
		) from error
	if "<!DOCTYPE" in text or "<!ENTITY" in text or "\x00" in text:
		raise SpreadsheetError("The file contains unexpected parts. Save it again in Excel and retry.")
	if SHEET_PART.fullmatch(part):
		try:
			_check_sheet(data)
		except ParseError as error:
			raise SpreadsheetError(
				"The file is damaged. Save it again as an Excel workbook (.xlsx)."
			) from error


def _check_sheet(data: bytes) -> None:
	rows = 0
	for _event, element in iterparse(BytesIO(data)):
		if element.tag == f"{NAMESPACE}row":
			rows += 1
			_check_row(element, rows)
			element.clear()


def _check_row(row: Element, rows: int) -> None:
	number = row.get("r") or str(rows)
	if rows > MOST_ROWS or not number.isdecimal() or len(number) > 7 or int(number) > MOST_ROWS:
		raise SpreadsheetError(
			f"Row {number[:7]}: the sheet has more than {MOST_ROWS} rows. Delete whatever is not part of the offer."
		)
	for address, text in _get_numbers(row):
		if not _is_number(text):
			raise SpreadsheetError(f"{address}: “{text[:20]}” is not a number.")


def _get_numbers(row: Element) -> Iterator[tuple[str, str]]:
	for cell in row.iter(f"{NAMESPACE}c"):
		value = cell.find(f"{NAMESPACE}v")
		if cell.get("t", "n") == "n" and value is not None and value.text:
			yield cell.get("r") or "?", value.text


def _is_number(text: str) -> bool:
	try:
		return isfinite(float(text))
	except ValueError:
		return False
