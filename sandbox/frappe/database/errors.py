"""SQLite's errors with the numbers and words of MariaDB's, which Frappe and its apps look at."""

import re
import sqlite3

import frappe

DUPLICATE, MISSING_COLUMN, MISSING_TABLE, TOO_LONG, IS_NULL = 1062, 1054, 1146, 1406, 1048


def translate(error: sqlite3.Error, query: str) -> Exception:
	"""The error to raise for what SQLite reports on a query."""
	message = str(error)
	for pattern, make in MESSAGES:
		if found := re.search(pattern, message):
			return make(query, found.group(1))
	if re.search(r"syntax error|no such function|unrecognized token|wrong number of arguments", message):
		return NotImplementedError(f"frappe.db.sql: SQLite cannot run this query ({message}): {query}")
	return error


def _duplicate(query: str, names: str) -> sqlite3.IntegrityError:
	columns = [name.rsplit(".", 1)[-1] for name in names.split(", ")]
	return get_duplicate("PRIMARY" if columns == ["name"] else "_".join(columns))


def get_duplicate(key: str, value: str = "") -> sqlite3.IntegrityError:
	"""The error for a row that has a unique value, or a name, of another row."""
	return sqlite3.IntegrityError(DUPLICATE, f"Duplicate entry '{value}' for key '{key}'")


def get_missing_table(name: str) -> sqlite3.ProgrammingError:
	"""The error for a table that does not exist."""
	return sqlite3.ProgrammingError(MISSING_TABLE, f"Table '{frappe.db.cur_db_name}.{name}' doesn't exist")


def _get_clause(query: str, name: str) -> str:
	"""The part of the query that names the column."""
	before = query[: query.rfind(name.rsplit(".", 1)[-1])]
	clauses = re.findall(r"\b(select|where|order by|group by|on|set|insert)\b", before, re.I) or ["select"]
	return {"INSERT": "INSERT INTO"}.get(clauses[-1].upper(), clauses[-1].upper())


def _missing_column(query: str, name: str) -> sqlite3.OperationalError:
	name = name.strip("`")
	message = f"Unknown column '{name}' in '{_get_clause(query, name)}'"
	return sqlite3.OperationalError(MISSING_COLUMN, message)


def _ambiguous(query: str, name: str) -> sqlite3.OperationalError:
	return sqlite3.OperationalError(1052, f"Column '{name}' in {_get_clause(query, name)} is ambiguous")


def _locked(query: str, _what: str) -> Exception:
	return frappe.QueryTimeoutError(1205, "Lock wait timeout exceeded; try restarting transaction")


def _make(kind: type, number: int, words: str):
	return lambda _query, name: kind(number, words.format(name))


MESSAGES = [
	(r"UNIQUE constraint failed: (.+)", _duplicate),
	(
		r"NOT NULL constraint failed: .+\.(.+)",
		_make(sqlite3.IntegrityError, IS_NULL, "Column '{0}' cannot be null"),
	),
	(r"no such column: (.+)", _missing_column),
	(r"has no column named (.+)", _missing_column),
	(r"no such table: (.+)", lambda _query, name: get_missing_table(name)),
	(r"ambiguous column name: (.+)", _ambiguous),
	(r"(database(?: table)? is locked)", _locked),
]


class ErrorKinds:
	"""What kind of error an exception is, asked as `frappe.db.is_duplicate_entry(error)` and the like."""

	DataError = sqlite3.DataError
	InternalError = sqlite3.InternalError
	OperationalError = sqlite3.OperationalError
	ProgrammingError = sqlite3.ProgrammingError
	IntegrityError = sqlite3.IntegrityError
	TableMissingError = sqlite3.ProgrammingError
	SQLError = sqlite3.ProgrammingError

	@staticmethod
	def _is(error: Exception, number: int) -> bool:
		return bool(error.args) and error.args[0] == number

	@classmethod
	def is_duplicate_entry(cls, error: Exception) -> bool:
		"""Is there such a row already?"""
		return cls._is(error, DUPLICATE)

	@classmethod
	def is_primary_key_violation(cls, error: Exception) -> bool:
		"""Is there a row of this name already?"""
		return cls._is(error, DUPLICATE) and "PRIMARY" in str(error.args[1])

	@classmethod
	def is_unique_key_violation(cls, error: Exception) -> bool:
		"""Is there a row with this value of a unique field already?"""
		return cls._is(error, DUPLICATE) and "PRIMARY" not in str(error.args[1])

	@staticmethod
	def get_violated_column(error: Exception) -> str:
		"""The unique field that a row has in common with another one."""
		return str(error.args[1]).split("'")[-2]

	@classmethod
	def is_missing_column(cls, error: Exception) -> bool:
		"""Did the query name a column that does not exist?"""
		return cls._is(error, MISSING_COLUMN)

	@classmethod
	def is_table_missing(cls, error: Exception) -> bool:
		"""Did the query name a table that does not exist?"""
		return cls._is(error, MISSING_TABLE)

	@classmethod
	def is_missing_table_or_column(cls, error: Exception) -> bool:
		"""Did the query name something that does not exist?"""
		return cls.is_missing_column(error) or cls.is_table_missing(error)
