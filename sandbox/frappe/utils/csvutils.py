"""CSV as Frappe reads and writes it."""

import csv
from io import StringIO

import frappe


def read_csv_content(fcontent: bytes | str) -> list[list[str]]:
	"""The rows of a CSV text, without those that are empty."""
	text = _decode(fcontent) if isinstance(fcontent, bytes) else fcontent
	rows = csv.reader(StringIO(text, newline=""))
	return [[cell.strip() for cell in row] for row in rows if row]


def _decode(content: bytes) -> str:
	for encoding in ("utf-8", "windows-1250", "windows-1252"):
		try:
			return content.decode(encoding)
		except UnicodeDecodeError:
			continue
	frappe.throw(frappe._("Unknown file encoding. Tried utf-8, windows-1250, windows-1252."))
