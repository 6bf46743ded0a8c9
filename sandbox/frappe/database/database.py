"""`frappe.db` on SQLite: queries, transactions, and which tables and columns there are."""

import re
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import contextmanager

import frappe
from frappe.context import _dict
from frappe.database import errors, schema, sql
from frappe.database.connection import Connection
from frappe.database.values import Values

SAVE_POINT = re.compile(r"(savepoint|rollback to savepoint) (\w+)$", re.I)
INSERTED = re.compile(r"insert into `(?P<table>[^`]+)` \((?P<columns>[^)]+)\)", re.I)


class CallbackManager:
	"""Functions that wait for the end of a transaction."""

	def __init__(self):
		self._functions: deque[Callable] = deque()

	def add(self, func: Callable) -> None:
		"""Add a function, once for each time it shall run."""
		self._functions.append(func)

	def run(self) -> None:
		"""Run all functions, also those that they add."""
		while self._functions:
			self._functions.popleft()()

	def reset(self) -> None:
		"""Forget all functions."""
		self._functions.clear()


class SQLiteDatabase(Values, errors.ErrorKinds):
	"""One connection to a site's database, under the names of Frappe's `Database`."""

	db_type = "sqlite"

	def __init__(self, path: str, name: str | None = None):
		self.cur_db_name = name or "site"
		self.before_commit, self.after_commit = CallbackManager(), CallbackManager()
		self.before_rollback, self.after_rollback = CallbackManager(), CallbackManager()
		self.value_cache: dict = {}
		self.own_cache: dict = {}
		self._columns: dict[str, dict[str, str]] = {}
		self._schema_version = -1
		self._connection = Connection(path, self.cur_db_name, self._on_snapshot)

	def __getattr__(self, name: str):
		if name.startswith("_"):
			raise AttributeError(name)
		raise NotImplementedError(f"frappe.db.{name} is not offered by the sandbox")

	def close(self) -> None:
		"""Drop what was not committed, and the connection."""
		self._connection.close()

	# Queries

	def sql(
		self,
		query,
		values=(),
		*,
		as_dict=0,
		as_list=0,
		debug=0,
		ignore_ddl=0,
		update=None,
		run=True,
		pluck=False,
	):
		"""Run a query; `%s` and `%(name)s` stand for values. Rows are tuples, lists, dicts or first columns."""
		if not run:
			return query
		if save_point := SAVE_POINT.match(query):
			word, name = save_point.groups()
			self.savepoint(name) if word.lower() == "savepoint" else self.rollback(save_point=name)
			return ()
		try:
			cursor = self._execute(query, values)
		except sqlite3.Error as error:
			translated = errors.translate(error, query)
			if ignore_ddl and self.is_missing_table_or_column(translated):
				return ()
			raise self._explain_duplicate(query, values, translated) from error
		return self._shape(cursor, as_dict, as_list, pluck, update)

	def _execute(self, query: str, values) -> sqlite3.Cursor:
		statement = sql.read(query, bool(values))
		self._connection.start(statement.writes or statement.locks)
		self._connection.is_dirty |= statement.writes
		cursor = self._connection.raw.execute(*sql.bind(statement, values))
		if statement.alters:
			self.forget_changed_columns()
		return cursor

	def has_rows(self, doctype: str, *place: str) -> bool:
		"""Has a document rows in a child table? To ask costs less than to read many columns of no row."""
		self.get_table_columns(doctype)  # raises where there is no table
		where = "parent = ? and parenttype = ? and parentfield = ?"
		found = self._connection.raw.execute(f"select 1 from `tab{doctype}` where {where} limit 1", place)
		return found.fetchone() is not None

	def insert_rows(self, query: str, rows: list[list]) -> None:
		"""Run an `insert` for many rows at once."""
		if not rows:
			return
		self._connection.start(True)
		self._connection.is_dirty = True
		try:
			self._connection.raw.executemany(sql.bind(sql.read(query, True), rows[0])[0], rows)
		except sqlite3.Error as error:
			raise errors.translate(error, query) from error

	def _explain_duplicate(self, query: str, values, error: Exception) -> Exception:
		"""MariaDB looks at the name first, and says which value was there already."""
		inserted = INSERTED.match(query)
		if not (inserted and self.is_duplicate_entry(error) and isinstance(values, list | tuple)):
			return error
		row = dict(zip(re.findall(r"\w+", inserted["columns"]), values, strict=False))
		name, column = row.get("name"), str(error.args[1]).split("'")[-2]
		if name and self.sql(f"select name from `{inserted['table']}` where name = %s", (name,)):
			return errors.get_duplicate("PRIMARY", name)
		return errors.get_duplicate(column, row.get(column, ""))

	@staticmethod
	def _shape(cursor: sqlite3.Cursor, as_dict, as_list, pluck, update):
		rows = cursor.fetchall()
		if not cursor.description:
			return ()
		if pluck:
			return [row[0] for row in rows]
		if as_dict:
			names = [column[0] for column in cursor.description]
			found = [_dict(zip(names, row)) for row in rows]  # noqa: B905
			return [row.update(update) for row in found] if update else found
		return [list(row) for row in rows] if as_list else tuple(rows)

	@staticmethod
	def escape(s, percent: bool = True) -> str:
		"""A text in quotes, to be put into a query; percent signs are doubled unless `percent` is False."""
		text = sql.quote(frappe.utils.cstr(s))
		return text.replace("%", "%%") if percent else text

	# Transactions

	def _on_snapshot(self, version: int, is_own: bool) -> None:
		frappe.cache.follow(version, is_own)
		self.own_cache = {}
		self.value_cache.clear()
		self.forget_changed_columns()

	def get_version(self) -> int:
		"""Number of the last commit that this transaction sees."""
		self._connection.start()
		return self._connection.version

	def commit(self) -> None:
		"""Keep what was written, then run what waits for that."""
		self.before_rollback.reset()
		self.after_rollback.reset()
		self.before_commit.run()
		self._connection.commit()
		self.value_cache.clear()
		self.after_commit.run()

	def rollback(self, *, save_point: str | None = None) -> None:
		"""Drop what was written, all of it or since a savepoint."""
		if save_point:
			self._connection.rollback_to(save_point)
			self.value_cache.clear()
			self.forget_changed_columns()
			return
		self.before_commit.reset()
		self.after_commit.reset()
		self.before_rollback.run()
		self._connection.rollback()
		self.value_cache.clear()
		self.after_rollback.run()

	def savepoint(self, save_point: str) -> None:
		"""Set a savepoint."""
		self._connection.set_save_point(save_point)

	def release_savepoint(self, save_point: str) -> None:
		"""Forget a savepoint."""
		self._connection.release(save_point)

	# Tables and columns

	def get_column_types(self, table: str) -> dict[str, str]:
		"""Column -> type of a table, in its order; empty when there is no such table."""
		self._connection.start()
		if table not in self._columns:
			rows = self._connection.raw.execute(f"pragma table_info(`{table}`)").fetchall()
			self._columns[table] = {row[1]: row[2].lower() for row in rows}
		return self._columns[table]

	def forget_changed_columns(self) -> None:
		"""Read the columns again where a table was changed, here or elsewhere."""
		version = self._connection.raw.execute("pragma schema_version").fetchone()[0]
		if self._schema_version != version:
			self._schema_version, self._columns = version, {}

	def get_table_columns(self, doctype: str) -> list[str]:
		"""Columns of a DocType's table."""
		columns = list(self.get_column_types(schema.get_table(doctype)))
		if not columns:
			raise self.TableMissingError("DocType", doctype)
		return columns

	def has_column(self, doctype: str, column: str) -> bool:
		"""Does the DocType's table have the column?"""
		return column in self.get_table_columns(doctype)

	def get_column_type(self, doctype: str, column: str) -> str:
		"""Type of a column."""
		return self.get_column_types(schema.get_table(doctype))[column]

	def get_tables(self, cached: bool = True) -> list[str]:
		"""Names of all tables."""
		return self.sql(
			"select name from sqlite_master where type = 'table' and name != 'sqlite_stat1'", pluck=True
		)

	def table_exists(self, doctype: str, cached: bool = True) -> bool:
		"""Does the DocType have a table?"""
		return bool(self.get_column_types(schema.get_table(doctype)))

	def updatedb(self, doctype: str, meta=None) -> None:
		"""Bring a DocType's table to what its fields say."""
		schema.sync_table(meta or frappe.get_meta(doctype, cached=False))


@contextmanager
def savepoint(catch: type | tuple[type, ...] = Exception):
	"""Do something inside of a savepoint; what is caught drops what was written there."""
	name = f"point_{frappe.generate_hash(length=10)}"
	frappe.db.savepoint(name)
	try:
		yield
	except catch:
		frappe.db.rollback(save_point=name)
	else:
		frappe.db.release_savepoint(name)
