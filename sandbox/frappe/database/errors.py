"""SQLite's errors with the numbers and words of MariaDB's, which Frappe and its apps look at."""

import re
import sqlite3

import frappe

DUPLICATE, MISSING_COLUMN, MISSING_TABLE, IS_NULL, AMBIGUOUS = 1062, 1054, 1146, 1048, 1052
NOT_UNDERSTOOD = re.compile(r"syntax error|no such function|unrecognized token|wrong number of arguments")


def translate(error: sqlite3.Error, query: str) -> Exception:
	"""The error to raise for what SQLite reports on a query."""
	message = str(error)
	for pattern, kind, number, words in MESSAGES:
		if found := re.search(pattern, message):
			return kind(number, words.format(found.group(1).strip("`")))
	if found := re.search(r"UNIQUE constraint failed: (.+)", message):
		columns = [name.rsplit(".", 1)[-1] for name in found.group(1).split(", ")]
		return get_duplicate("PRIMARY" if columns == ["name"] else "_".join(columns))
	if NOT_UNDERSTOOD.search(message):
		return NotImplementedError(f"frappe.db.sql: SQLite cannot run this query ({message}): {query}")
	if "locked" in message:
		return frappe.QueryTimeoutError(1205, "Lock wait timeout exceeded; try restarting transaction")
	return error


def get_duplicate(key: str, value: str = "") -> sqlite3.IntegrityError:
	"""The error for a row that has a unique value, or a name, of another row."""
	return sqlite3.IntegrityError(DUPLICATE, f"Duplicate entry '{value}' for key '{key}'")


MESSAGES = [
	(r"NOT NULL constraint failed: .+\.(.+)", sqlite3.IntegrityError, IS_NULL, "Column '{0}' cannot be null"),
	(r"no such column: (.+)", sqlite3.OperationalError, MISSING_COLUMN, "Unknown column '{0}' in 'WHERE'"),
	(r"has no column named (.+)", sqlite3.OperationalError, MISSING_COLUMN, "Unknown column '{0}' in 'SET'"),
	(r"no such table: (.+)", sqlite3.ProgrammingError, MISSING_TABLE, "Table '{0}' doesn't exist"),
	(r"ambiguous column name: (.+)", sqlite3.OperationalError, AMBIGUOUS, "Column '{0}' is ambiguous"),
]


class ErrorKinds:
	"""What kind of error an exception is, asked as `frappe.db.is_duplicate_entry(error)` and the like."""

	DataError = sqlite3.DataError
	InternalError = sqlite3.InternalError
	OperationalError = sqlite3.OperationalError
	ProgrammingError = TableMissingError = SQLError = sqlite3.ProgrammingError
	IntegrityError = sqlite3.IntegrityError

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
