"""`frappe.db` on SQLite."""

import re
import sqlite3
from contextlib import contextmanager
from datetime import date, datetime

import frappe
from frappe.database import errors, sql
from frappe.database.connection import Connection
from frappe.database.lookups import Lookups
from frappe.database.sql import Traits
from frappe.database.structure import Structure
from frappe.database.transactions import Transactions
from frappe.database.values import Values

TRANSACTION_WORDS = re.compile(
	r"(?P<word>savepoint|rollback to savepoint|rollback to|release savepoint)\s+`?(?P<name>\w+)`?\s*;?$"
	r"|(?P<end>commit|rollback|start transaction|begin)\s*;?$",
	re.I,
)
SNAPSHOT_ISOLATION = re.compile(r"set (?:session )?innodb_snapshot_isolation\s*=\s*(on|off|1|0)$", re.I)
INSERTED = re.compile(r"insert into `(?P<table>[^`]+)` \((?P<columns>[^)]+)\)", re.I)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?P<time> \d\d:\d\d:\d\d(?:\.\d{6})?)?")
MOST_WRITES = 200_000


class SQLiteDatabase(Transactions, Values, Lookups, Structure, errors.ErrorKinds):
	"""One connection to a site's database, under the names of Frappe's `Database`."""

	db_type = "sqlite"
	MAX_WRITES_PER_TRANSACTION = MOST_WRITES

	def __init__(self, path: str, name: str | None = None):
		self.path, self.cur_db_name = path, name or "site"
		self.last_query = ""
		self.auto_commit_on_many_writes = False
		self._set_up_transactions()
		self._connection = Connection(path, self.cur_db_name, self._on_snapshot)

	def __getattr__(self, name: str):
		if name.startswith("_"):
			raise AttributeError(name)
		raise NotImplementedError(f"frappe.db.{name} is not offered by the sandbox")

	def close(self) -> None:
		"""Drop what was not committed, and the connection."""
		self._connection.close()

	def sql(
		self,
		query,
		values=(),
		*,
		as_dict=0,
		as_list=0,
		debug=0,
		ignore_ddl=0,
		auto_commit=0,
		update=None,
		run=True,
		pluck=False,
	):
		"""Run a query; `%s` and `%(name)s` stand for values. Rows are tuples, lists, dicts or first columns."""
		traits = sql.get_traits(str(query))
		query = traits.text
		if not run:
			return query
		self.last_query = query
		if debug:
			frappe.errprint(query)
		found = self._run_special(query) if traits.is_special else None
		if found is not None:
			return found
		try:
			cursor = self._execute(query, values, traits)
		except sqlite3.Error as error:
			translated = errors.translate(error, query)
			if ignore_ddl and self.is_missing_table_or_column(translated):
				return ()
			raise self._explain_duplicate(query, values, translated) from error
		rows = cursor.fetchall()
		if traits.has_moments:
			rows = _read_moments(rows)
		if auto_commit:
			self.commit()
		return self._shape(cursor, rows, as_dict, as_list, pluck, update)

	def _execute(self, query: str, values, traits: Traits) -> sqlite3.Cursor:
		writes, lock = traits.writes, traits.lock
		if lock == "skip locked":
			raise NotImplementedError("frappe.db.sql: skip locked, there are no locks of single rows")
		if writes:
			self._count_write()
		self._connection.start(writes or lock is not None, wait=lock != "nowait")
		self._connection.is_dirty |= writes
		statement, parameters = sql.bind(query, values)
		cursor = self._connection.raw.execute(statement, parameters)
		if traits.alters:
			self.forget_changed_columns()
		return cursor

	def insert_rows(self, query: str, rows: list[list]) -> None:
		"""Run an `insert` for many rows at once."""
		if not rows:
			return
		self.last_query = query
		self._count_write()
		self._connection.start(True)
		self._connection.is_dirty = True
		try:
			self._connection.raw.executemany(sql.bind(query, rows[0])[0], rows)
		except sqlite3.Error as error:
			values = rows[0] if len(rows) == 1 else ()
			raise self._explain_duplicate(query, values, errors.translate(error, query)) from error

	def _explain_duplicate(self, query: str, values, error: Exception) -> Exception:
		"""MariaDB looks at the name first, and says which value was there already."""
		inserted = INSERTED.match(query)
		if not (inserted and self.is_duplicate_entry(error) and isinstance(values, list | tuple)):
			return error
		row = dict(zip(re.findall(r"\w+", inserted["columns"]), values, strict=False))
		name, column = row.get("name"), self.get_violated_column(error)
		if name and self.sql(f"select name from `{inserted['table']}` where name = %s", (name,)):
			return errors.get_duplicate("PRIMARY", name)
		return errors.get_duplicate(column, row.get(column, ""))

	def _count_write(self) -> None:
		self.transaction_writes += 1
		if self.transaction_writes > self.MAX_WRITES_PER_TRANSACTION:
			if not self.auto_commit_on_many_writes:
				raise frappe.TooManyWritesError("Too many changes to database in single action.")
			self.commit()

	def _shape(self, cursor, rows, as_dict, as_list, pluck, update):
		if not cursor.description:
			return ()
		if pluck:
			return [row[0] for row in rows]
		if as_dict:
			names = [column[0] for column in cursor.description]
			found = [frappe._dict(zip(names, row, strict=True)) for row in rows]
			return [row.update(update) for row in found] if update else found
		return [list(row) for row in rows] if as_list else tuple(rows)

	def _run_special(self, query: str):
		"""Statements about transactions and settings; None for any other."""
		if words := TRANSACTION_WORDS.match(query):
			return self._run_transaction_words(words)
		if setting := SNAPSHOT_ISOLATION.match(query):
			self._connection.snapshot_isolation = setting.group(1).lower() in ("on", "1")
			return ()
		if query.lower().startswith("show "):
			return self._show(query)
		return None

	def _run_transaction_words(self, words: re.Match) -> tuple:
		word, name = (words.group("word") or "").lower(), words.group("name")
		if word == "savepoint":
			self._connection.set_save_point(name)
		elif word.startswith("rollback"):
			self._roll_back_to(name)
		elif word:
			self._connection.release(name)
		elif words.group("end").lower() == "rollback":
			self._connection.rollback()
		else:
			self._connection.commit()
		return ()

	@staticmethod
	def escape(s, percent: bool = True) -> str:
		"""A text in quotes, to be put into a query; percent signs are doubled unless `percent` is False."""
		text = sql.escape(frappe.utils.cstr(s))
		return "'" + (text.replace("%", "%%") if percent else text) + "'"


def _read_moments(rows: list) -> list:
	"""The largest date of a column is a date as well, which SQLite does not say."""
	return [tuple(_read_moment(value) for value in row) for row in rows]


def _read_moment(value):
	found = MOMENT.fullmatch(value) if isinstance(value, str) else None
	if not found:
		return value
	return datetime.fromisoformat(value) if found.group("time") else date.fromisoformat(value)


@contextmanager
def savepoint(catch: type | tuple[type, ...] = Exception):
	"""Do something inside of a savepoint; what is caught drops what was written there."""
	name = "".join(frappe.generate_hash(length=10))
	frappe.db.savepoint(name)
	try:
		yield
	except catch:
		frappe.db.rollback(save_point=name)
	else:
		frappe.db.release_savepoint(name)
