"""Tables of DocTypes: their columns, what a column takes, and how a table is made or gets new columns."""

import sqlite3
from datetime import date, datetime

import frappe
from frappe.database.sql import adapt, quote

NOCASE = "collate nocase"
STANDARD = {
	"name": f"varchar(140) not null primary key {NOCASE}",
	"creation": "datetime(6)",
	"modified": "datetime(6)",
	"modified_by": f"varchar(140) {NOCASE}",
	"owner": f"varchar(140) {NOCASE}",
	"docstatus": "int(1) not null default 0",
	"idx": "int(8) not null default 0",
}
CHILD = dict.fromkeys(("parent", "parentfield", "parenttype"), f"varchar(140) {NOCASE}")
OPTIONAL = dict.fromkeys(("_user_tags", "_comments", "_assign", "_liked_by", "_seen"), f"text {NOCASE}")
TYPES = {
	**dict.fromkeys(("Currency", "Float", "Percent", "Duration"), "decimal(21,9)"),
	**dict.fromkeys(
		("Data", "Link", "Dynamic Link", "Select", "Read Only", "Color", "Phone"), "varchar(140)"
	),
	**dict.fromkeys(("Autocomplete", "Icon"), "varchar(140)"),
	**dict.fromkeys(("Small Text", "Text", "Long Text", "Attach", "Attach Image", "Password"), "text"),
	**dict.fromkeys(("Code", "Text Editor", "Markdown Editor", "HTML Editor", "Signature", "JSON"), "text"),
	**dict.fromkeys(("Barcode", "Geolocation"), "text"),
	"Int": "int(11)",
	"Long Int": "bigint(20)",
	"Check": "int(1)",
	"Date": "date",
	"Datetime": "datetime(6)",
	"Time": "time(6)",
	"Rating": "decimal(3,2)",
}
MOVING_DEFAULTS = ("today", "now", "user", "__user")
SYSTEM_TABLES = {
	"tabSingles": f"doctype varchar(255) {NOCASE}, field varchar(255) {NOCASE}, value longtext",
	"tabSeries": f"name varchar(100) not null primary key {NOCASE}, current int(10) not null default 0",
	"tabSessions": f"user varchar(255) {NOCASE}, sid varchar(255), sessiondata longtext,"
	" ipaddress varchar(16), lastupdate datetime(6), status varchar(20)",
	"__Auth": f"doctype varchar(140) not null {NOCASE}, name varchar(255) not null {NOCASE},"
	f" fieldname varchar(140) not null {NOCASE}, password text not null, primary key (doctype, name, fieldname)",
}
INDEXES = {"tabSingles": ["doctype", "field"], "tabSessions": ["sid"]}


def get_table(doctype: str) -> str:
	"""Name of the DocType's table."""
	return doctype if doctype.startswith("__") else f"tab{doctype}"


def create_system_tables() -> None:
	"""Make the tables that belong to no DocType."""
	for table, columns in SYSTEM_TABLES.items():
		frappe.db.sql(f"create table if not exists `{table}` ({columns})")
	for table, columns in INDEXES.items():
		create_index(table, columns)


def create_index(table: str, columns: list[str], unique: bool = False) -> None:
	"""Add an index; SQLite names them once a database, not once a table."""
	kind, names = "unique index" if unique else "index", ", ".join(f"`{column}`" for column in columns)
	frappe.db.sql(f"create {kind} if not exists `{table} {' '.join(columns)}` on `{table}` ({names})")


def sync_table(meta) -> None:
	"""Make the table of a DocType, or give it the columns and indexes that are missing."""
	if meta.get("issingle") or meta.get("is_virtual"):
		return
	table, columns = get_table(meta.name), get_columns(meta)
	existing = frappe.db.get_column_types(table)
	if not existing:
		lines = ", ".join(f"`{name}` {definition}" for name, definition in columns.items())
		frappe.db.sql(f"create table `{table}` ({lines}) without rowid")
	for name, definition in columns.items() if existing else ():
		if name not in existing:
			frappe.db.sql(f"alter table `{table}` add column `{name}` {definition}")
	create_index(table, ["parent"] if meta.get("istable") else ["modified"])
	for df in meta.fields:
		if df.fieldname in columns and (df.get("unique") or df.get("search_index")):
			create_index(table, [df.fieldname], bool(df.get("unique")))


def get_columns(meta) -> dict[str, str]:
	"""Column -> definition."""
	columns = dict(STANDARD)
	columns.update({df.fieldname: definition for df in meta.fields if (definition := get_definition(df))})
	return columns | (CHILD if meta.get("istable") else OPTIONAL)


def get_definition(df) -> str | None:
	"""Definition of the column for a field, None where it has none."""
	column_type = None if df.get("is_virtual") else TYPES.get(df.fieldtype)
	if not column_type or column_type.startswith(("date", "time")):
		return column_type
	default = df.get("default") or ""
	if is_number(column_type):
		number = float(default) if default.replace(".", "", 1).isdigit() else 0.0
		return (
			column_type
			if df.fieldtype in ("Duration", "Rating")
			else f"{column_type} not null default {number}"
		)
	if column_type.startswith("varchar") and df.get("length"):
		column_type = f"varchar({df.length})"
	has_default = default and column_type != "text" and not default.startswith(":")
	if has_default and default.lower() not in MOVING_DEFAULTS:
		column_type += f" default {quote(default)}"
	return f"{column_type} {NOCASE}"


def is_number(column_type: str) -> bool:
	"""Does the column hold numbers?"""
	return column_type.startswith(("int", "bigint", "decimal"))


# What a column takes


def coerce(name: str, column_type: str | None, value):
	"""The value as the column holds it; raises what MariaDB's strict mode raises."""
	if column_type is None:
		raise sqlite3.OperationalError(1054, f"Unknown column '{name}' in 'SET'")
	if value is None:
		return None
	try:
		if column_type.startswith(("int", "bigint")):
			return round(float(value))
		if column_type.startswith("decimal"):
			return round(float(value), 9)
		if column_type == "date":
			return read_moment(value).date().isoformat()
		if column_type.startswith("datetime"):
			return adapt(read_moment(value))
		if column_type.startswith("time"):
			return adapt(frappe.utils.to_timedelta(value))
	except (ValueError, TypeError):
		message = f"Incorrect {column_type.split('(')[0]} value: '{value}' for column '{name}' at row 1"
		raise sqlite3.DataError(1366, message) from None
	text = adapt(value)
	if column_type.startswith("varchar") and len(str(text)) > int(column_type[8 : column_type.index(")")]):
		raise sqlite3.DataError(1406, f"Data too long for column '{name}' at row 1")
	return text


def read_moment(value) -> datetime:
	"""A date or a time, or the text of one, as a datetime; raises ValueError where it is none."""
	if isinstance(value, datetime):
		return value.replace(tzinfo=None)
	if isinstance(value, date):
		return datetime(value.year, value.month, value.day)
	try:
		return datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
	except ValueError:
		moment = frappe.utils.get_datetime(str(value).strip())
		if not moment:
			raise ValueError(value) from None
		return moment.replace(tzinfo=None)
