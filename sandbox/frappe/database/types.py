"""Types of fields and columns, and what a column takes."""

import re
import sqlite3
from datetime import date, datetime, timedelta

import frappe
from frappe.database.sql import adapt

VARCHAR = "varchar(140)"
DECIMAL = "decimal(21,9)"
FIELD_TYPES = {
	**dict.fromkeys(("Currency", "Float", "Percent", "Duration"), DECIMAL),
	**dict.fromkeys(("Small Text", "Text", "Attach", "Attach Image", "Password"), "text"),
	**dict.fromkeys(
		(
			"Long Text",
			"Code",
			"Text Editor",
			"Markdown Editor",
			"HTML Editor",
			"Signature",
			"Barcode",
			"Geolocation",
			"JSON",
		),
		"longtext",
	),
	**dict.fromkeys(
		("Data", "Link", "Dynamic Link", "Select", "Read Only", "Color", "Phone", "Autocomplete", "Icon"),
		VARCHAR,
	),
	"Int": "int(11)",
	"Long Int": "bigint(20)",
	"Check": "int(1)",
	"Date": "date",
	"Datetime": "datetime(6)",
	"Time": "time(6)",
	"Rating": "decimal(3,2)",
}
LENGTH = re.compile(r"varchar\((\d+)\)")
NUMBERS = ("int", "bigint", "decimal")


def get_column_type(df) -> str | None:
	"""Type of the column for a field, None where it has none."""
	column_type = FIELD_TYPES.get(df.fieldtype)
	if column_type == VARCHAR and df.get("length"):
		return f"varchar({df.length})"
	return column_type


def is_number(column_type: str) -> bool:
	"""Does the column hold numbers?"""
	return column_type.startswith(NUMBERS)


def coerce(table: str, name: str, column_type: str | None, value):
	"""The value as the column holds it; raises what MariaDB's strict mode raises."""
	if column_type is None:
		raise sqlite3.OperationalError(1054, f"Unknown column '{name}' in 'SET'")
	if value is None:
		return None
	try:
		return _coerce(column_type, value)
	except (ValueError, TypeError):
		kind = column_type.split("(")[0]
		kind = {"int": "integer", "bigint": "integer"}.get(kind, kind)
		error = sqlite3.DataError if is_number(column_type) else sqlite3.OperationalError
		number = 1366 if is_number(column_type) else 1292
		raise error(
			number,
			f"Incorrect {kind} value: '{value}' for column `{frappe.db.cur_db_name}`.`{table}`.`{name}` at row 1",
		) from None
	except OverflowError:
		raise sqlite3.DataError(1406, f"Data too long for column '{name}' at row 1") from None


def _coerce(column_type: str, value):
	if column_type.startswith("int") or column_type.startswith("bigint"):
		return round(float(value))
	if column_type.startswith("decimal"):
		return round(float(value), 9)
	if column_type == "date":
		return read_moment(value).date().isoformat()
	if column_type.startswith("datetime"):
		return adapt(read_moment(value))
	if column_type.startswith("time"):
		return _read_time(value)
	length = LENGTH.match(column_type)
	text = adapt(value)
	if length and len(str(text)) > int(length.group(1)):
		raise OverflowError
	return text


def read_moment(value) -> datetime:
	"""A date or a time, or the text of one, as a datetime; raises ValueError where it is none."""
	if isinstance(value, datetime):
		return value.replace(tzinfo=None)
	if isinstance(value, date):
		return datetime(value.year, value.month, value.day)
	text = str(value).strip()
	try:
		return datetime.fromisoformat(text.ljust(26, "0") if "." in text else text).replace(tzinfo=None)
	except ValueError:
		moment = frappe.utils.get_datetime(text)
		if not moment:
			raise ValueError(text) from None
		return moment.replace(tzinfo=None)


def _read_time(value) -> str:
	if not isinstance(value, timedelta):
		hours, minutes, *seconds = str(value).split(":")
		value = timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds[0] if seconds else 0))
	return adapt(value)
