"""Makes and changes the table of a DocType."""

import frappe
from frappe.database.sql import quote
from frappe.database.structure import get_index_name
from frappe.database.types import get_column_type, is_number
from frappe.database.values import get_table

STANDARD = {
	"name": "varchar(140) not null primary key collate nocase",
	"creation": "datetime(6)",
	"modified": "datetime(6)",
	"modified_by": "varchar(140) collate nocase",
	"owner": "varchar(140) collate nocase",
	"docstatus": "int(1) not null default 0",
	"idx": "int(8) not null default 0",
}
CHILD = dict.fromkeys(("parent", "parentfield", "parenttype"), "varchar(140) collate nocase")
OPTIONAL = dict.fromkeys(("_user_tags", "_comments", "_assign", "_liked_by"), "text collate nocase")
SEEN = {"_seen": "text collate nocase"}
MOVING_DEFAULTS = ("today", "now", "user", "__user")
SYSTEM_TABLES = {
	"tabSingles": "doctype varchar(255) collate nocase, field varchar(255) collate nocase, value longtext",
	"tabSeries": "name varchar(100) not null primary key collate nocase, current int(10) not null default 0",
	"tabSessions": "user varchar(255) collate nocase, sid varchar(255), sessiondata longtext,"
	" ipaddress varchar(16), lastupdate datetime(6), status varchar(20)",
	"__Auth": "doctype varchar(140) not null collate nocase, name varchar(255) not null collate nocase,"
	" fieldname varchar(140) not null collate nocase, password text not null,"
	" encrypted int(1) not null default 0, primary key (doctype, name, fieldname)",
	"__global_search": "doctype varchar(100) collate nocase, name varchar(140) collate nocase,"
	" title varchar(140), content text, route varchar(140), published int(1) not null default 0,"
	" unique (doctype, name)",
	"__UserSettings": "user varchar(180) not null collate nocase, doctype varchar(180) not null collate nocase,"
	" data text, unique (user, doctype)",
}
INDEXES = {"tabSingles": "doctype, field", "tabSessions": "sid"}


def create_system_tables() -> None:
	"""Make the tables that belong to no DocType."""
	for table, columns in SYSTEM_TABLES.items():
		frappe.db.sql(f"create table if not exists `{table}` ({columns})")
	for table, columns in INDEXES.items():
		frappe.db.sql(
			f"create index if not exists `{get_index_name(table, 'index')}` on `{table}` ({columns})"
		)


def sync_table(meta) -> None:
	"""Make the table of a DocType, or give it the columns and indexes that are missing."""
	if meta.get("issingle") or meta.get("is_virtual"):
		return
	table, columns = get_table(meta.name), get_columns(meta)
	existing = frappe.db.get_column_types(table)
	if existing:
		_add_columns(table, columns, existing)
	else:
		lines = ", ".join(f"`{name}` {definition}" for name, definition in columns.items())
		frappe.db.sql(f"create table `{table}` ({lines}) without rowid")
	_sync_indexes(table, meta)


def get_columns(meta) -> dict[str, str]:
	"""Column -> definition, in the order of MariaDB's tables."""
	columns = dict(STANDARD)
	if str(meta.get("autoname") or "").lower() == "autoincrement":
		columns["name"] = "bigint(20) not null primary key"
	columns.update({df.fieldname: definition for df in meta.fields if (definition := get_definition(df))})
	if meta.get("istable"):
		return columns | CHILD
	return columns | OPTIONAL | (SEEN if meta.get("track_seen") else {})


def get_definition(df) -> str | None:
	"""Definition of the column for a field, None where it has none."""
	column_type = None if df.get("is_virtual") else get_column_type(df)
	if not column_type:
		return None
	if is_number(column_type):
		can_be_empty = df.fieldtype in ("Duration", "Rating")
		return (
			column_type
			if can_be_empty
			else f"{column_type} not null default {_get_number(df.get('default'))}"
		)
	if column_type.startswith(("date", "time")):
		return column_type
	return f"{column_type}{_get_default(df, column_type)} collate nocase"


def _get_number(default) -> float:
	try:
		return float(default or 0)
	except ValueError:
		return 0.0


def _get_default(df, column_type: str) -> str:
	default = df.get("default")
	if not default or not column_type.startswith("varchar") or default.startswith(":"):
		return ""
	return "" if default.lower() in MOVING_DEFAULTS else f" default {quote(default)}"


def _add_columns(table: str, columns: dict[str, str], existing: dict[str, str]) -> None:
	for name, definition in columns.items():
		if name not in existing:
			frappe.db.sql(f"alter table `{table}` add column `{name}` {definition}")
		elif _get_kind(definition) != _get_kind(existing[name]):
			_change_column(table, name, definition)


def _change_column(table: str, name: str, definition: str) -> None:
	"""SQLite changes no column, so another one takes its values and its name."""
	empty = " where {0} is not null" if "not null" in definition else ""
	frappe.db.sql(f"alter table `{table}` add column `{name} new` {definition}")
	frappe.db.sql(f"update `{table}` set `{name} new` = `{name}`{empty.format(f'`{name}`')}")
	frappe.db.drop_column(table, name)
	frappe.db.sql(f"alter table `{table}` rename column `{name} new` to `{name}`")


def _get_kind(definition: str) -> str:
	kind = definition.split("(")[0].split(" ")[0]
	return {"varchar": "text", "longtext": "text", "bigint": "int"}.get(kind, kind)


def _sync_indexes(table: str, meta) -> None:
	wanted = _get_indexes(meta)
	existing = {index["name"]: index["unique"] for index in frappe.db.get_indexes(table)}
	for field, unique in wanted.items():
		name = get_index_name(table, field)
		if existing.get(name, unique) != unique:
			frappe.db.sql(f"drop index `{name}`")
		kind = "unique index" if unique else "index"
		frappe.db.sql(f"create {kind} if not exists `{name}` on `{table}` (`{field}`)")
	for df in meta.fields:
		name = get_index_name(table, df.fieldname)
		if existing.get(name) and df.fieldname not in wanted:
			frappe.db.sql(f"drop index `{name}`")


def _get_indexes(meta) -> dict[str, bool]:
	fields = [df for df in meta.fields if get_definition(df)]
	wanted = {df.fieldname: False for df in fields if df.get("search_index")}
	wanted |= {df.fieldname: True for df in fields if df.get("unique")}
	return wanted | ({"parent": False} if meta.get("istable") else {"modified": False})
