"""What stands in a site's database, so that before and after can be compared."""

import hashlib
from collections.abc import Iterable

import frappe

LOGS = (
	"Access Log",
	"Activity Log",
	"Comment",
	"Deleted Document",
	"Error Log",
	"Email Queue",
	"Email Queue Recipient",
	"Installed Application",
	"Notification Log",
	"Patch Log",
	"Permission Log",
	"RQ Job",
	"Scheduled Job Log",
	"Sessions",
	"Version",
)
"""Tables that any action writes to; they say what happened, not what is."""
MOVING = {
	"modified",
	"modified_by",
	"creation",
	"owner",
	"migration_hash",
	"last_execution",
	"last_active",
	"last_ip",
	"last_login",
	"last_known_versions",
	"__onload",
}
"""Columns that change by themselves."""
OURS = "salesflow_"
USED_UP = "tabSeries"
"""Number series go on after the app is gone: no number is given twice."""
SHIFTING = (
	"tabDefaultValue __default salesflow_active_workflows",
	"tabDefaultValue __global installed_apps",
	"tabDefaultValue __global scheduler_last_event",
	"tabSingles Installed Applications",
)


def read() -> dict:
	"""Columns, and for each row of each table a fingerprint; our own custom columns left out of it."""
	rows, columns = {}, []
	for table in _get_tables():
		names = _get_columns(table)
		columns += [f"{table}.{name}" for name in names]
		if table[3:] not in LOGS:
			rows.update(_read_rows(table, names))
	return {"columns": columns, "rows": rows}


def _get_tables() -> list[str]:
	found = frappe.db.sql("select table_name from information_schema.tables where table_schema = database()")
	return sorted(name for (name,) in found if name.startswith("tab"))


def _get_columns(table: str) -> list[str]:
	return [row[0] for row in frappe.db.sql(f"show columns from `{table}`")]


def _read_rows(table: str, columns: list[str]) -> dict[str, str]:
	rows = frappe.db.sql(f"select * from `{table}`", as_dict=True)
	found = {}
	for row in rows:
		key = _get_key(table, row)
		if not key.startswith(SHIFTING):
			found[key] = _get_fingerprint(table, row, columns)
	return found


def _get_key(table: str, row: dict) -> str:
	"""Rows of child tables are made anew at every save, so their place says more than their name."""
	if table == "tabSingles":
		return f"{table} {row['doctype']} {row['field']}"
	if table == "tabScheduled Job Type":  # Frappe 16 draws its name by lot
		return f"{table} {row['method']}"
	if table == "tabDefaultValue":
		return f"{table} {row['parent']} {row['defkey']}"
	if table == "tabCustom DocPerm":
		return f"{table} {row['parent']} {row['role']} {row['permlevel']}"
	if row.get("parent") and "parentfield" in row:
		return f"{table} {row['parent']} {row['parentfield']} {row['idx']}"
	return f"{table} {row.get('name')}"


def _get_fingerprint(table: str, row: dict, columns: list[str]) -> str:
	left_out = MOVING | ({"name"} if row.get("parent") else set())
	values = [f"{c}={row[c]}" for c in columns if c not in left_out and not c.startswith(OURS)]
	if table == "tabSingles" and row["field"] in MOVING:
		return ""
	return hashlib.md5("\n".join(values).encode(), usedforsecurity=False).hexdigest()


def get_lost(before: dict, after: dict) -> list[str]:
	"""What was there before and is gone, or is different."""
	known = set(after["columns"])
	columns = [f"column {name}" for name in before["columns"] if name not in known]
	rows = [
		f"{'gone' if key not in after['rows'] else 'changed'}: {key}"
		for key, fingerprint in before["rows"].items()
		if after["rows"].get(key) != fingerprint
	]
	return columns + rows


def get_added(before: dict, after: dict) -> list[str]:
	"""What was not there before."""
	known = set(before["columns"])
	columns = [f"column {name}" for name in after["columns"] if name not in known]
	return columns + [f"row {key}" for key in after["rows"] if key not in before["rows"]]


def without(lines: Iterable[str], *parts: str) -> list[str]:
	"""Lines that contain none of the parts."""
	return [line for line in lines if not any(part in line for part in parts)]
