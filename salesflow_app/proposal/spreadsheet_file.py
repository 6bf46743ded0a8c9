"""Opens an uploaded spreadsheet: small, a real .xlsx, no zip bomb. What it contains is known elsewhere."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from math import isfinite
from xml.etree.ElementTree import Element, ParseError, iterparse

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
MOST_PARTS = 300
MOST_ROWS = 10_000
"""Number of the last row with something in it, on any sheet. Rows that are only formatted do not count."""
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
MOST_MERGED = 100_000
"""Cells under merged ranges on a sheet: each one takes memory when the file is opened."""
OLD_FORMAT = b"\xd0\xcf\x11\xe0"
"""How a workbook with a password begins, and one of Excel 97 to 2003."""


class SpreadsheetError(ValueError):
	"""A rejected file; the message is a complete sentence, with the cell's address where one is at fault."""


def open_workbook(content: bytes) -> tuple[Workbook, int]:
	"""The workbook, with formulas as they are written, and the number of the last row with something in it.

	Links to other workbooks are dropped, never followed. Raises SpreadsheetError before any work on a bad file.
	"""
	if len(content) > MOST_BYTES:
		raise SpreadsheetError(
			f"The file has {len(content):,} bytes; a price offer has at most {MOST_BYTES:,}. Delete pictures and other sheets."
		)
	last_row = _check_parts(content)
	return load(content), last_row


def load(content: bytes, with_results: bool = False) -> Workbook:
	"""The workbook of a file that `open_workbook` has checked; `with_results`: what formulas came to, not themselves."""
	try:
		workbook = load_workbook(BytesIO(content), keep_links=False, data_only=with_results)
	except Exception as error:  # openpyxl raises whatever it stumbles over
		raise SpreadsheetError(
			"The file cannot be read. Save it as an Excel workbook (.xlsx) and try again."
		) from error
	if not workbook.worksheets:
		raise SpreadsheetError("The file needs a sheet with rows.")
	return workbook


def _check_parts(content: bytes) -> int:
	if content.startswith(OLD_FORMAT):
		raise SpreadsheetError(
			"The file is protected with a password or has an old format (.xls). Save it without a password as an "
			"Excel workbook (.xlsx) and try again."
		)
	try:
		with zipfile.ZipFile(BytesIO(content)) as package:
			_check_sizes(package)
			parts = [part for part in package.namelist() if part.endswith((".xml", ".rels"))]
			return max((_check_xml(part, package.read(part)) for part in parts), default=0)
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
	if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
		raise SpreadsheetError(
			"The file contains macros. Save it as an Excel workbook without macros (.xlsx) and try again."
		)
	if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
		raise SpreadsheetError("The file is too large when unpacked. A price offer is one small sheet.")


def _check_xml(part: str, data: bytes) -> int:
	"""No document types and entities, no other encoding that could hide them; in sheets, no bad number.

	Returns the number of a sheet's last row with something in it, 0 for other parts.
	"""
	try:
		text = data.decode("utf-8-sig")
	except UnicodeDecodeError as error:
		raise SpreadsheetError(
			"The file cannot be read. Save it as an Excel workbook (.xlsx) and try again."
		) from error
	if "<!DOCTYPE" in text or "<!ENTITY" in text or "\x00" in text:
		raise SpreadsheetError("The file contains unexpected parts. Save it again in Excel and retry.")
	if not SHEET_PART.fullmatch(part):
		return 0
	try:
		return _check_sheet(data)
	except ParseError as error:
		raise SpreadsheetError("The file is damaged. Save it again as an Excel workbook (.xlsx).") from error


def _check_sheet(data: bytes) -> int:
	rows = last = merged = 0
	for _event, element in iterparse(BytesIO(data)):
		if element.tag == f"{NAMESPACE}mergeCell":
			merged += _count_merged(element.get("ref") or "")
			if merged > MOST_MERGED:
				raise SpreadsheetError(
					"Too many cells are merged. Select the whole sheet, unmerge its cells and try again."
				)
		elif element.tag == f"{NAMESPACE}row":
			rows += 1
			if _is_filled(element):
				last = max(last, _check_row(element, rows))
			element.clear()
	return last


def _count_merged(reference: str) -> int:
	try:
		left, top, right, bottom = range_boundaries(reference)
		return (right - left + 1) * (bottom - top + 1)
	except (TypeError, ValueError):
		return MOST_MERGED + 1


def _is_filled(row: Element) -> bool:
	"""Is there a value, a text or a formula in it? Programs also write rows that only have a format."""
	return any(len(cell) for cell in row.iter(f"{NAMESPACE}c"))


def _check_row(row: Element, rows: int) -> int:
	number = row.get("r") or str(rows)
	if not number.isdecimal() or len(number) > 7 or int(number) > MOST_ROWS:
		raise SpreadsheetError(
			f"Row {number[:7]}: rows after {MOST_ROWS:,} are not read. Delete whatever is not part of the offer."
		)
	for address, text in _get_numbers(row):
		if not _is_number(text):
			raise SpreadsheetError(f"{address}: “{text[:20]}” is not a number.")
	return int(number)


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
