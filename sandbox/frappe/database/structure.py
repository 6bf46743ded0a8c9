"""Tables, columns and indexes."""

import re

import frappe
from frappe.database.errors import get_missing_table
from frappe.database.sql import split_clauses
from frappe.database.values import get_table

SHOW_COLUMNS = re.compile(r"show (?:full )?(?:columns|fields) (?:from|in) `?([^`]+?)`?$", re.I)
SHOW_TABLES = re.compile(r"show tables(?: like '(.+)')?$", re.I)
SHOW_VARIABLES = re.compile(r"show (?:session |global )?variables like '(.+)'$", re.I)
ALTER = re.compile(
	r"alter table `?(?P<table>[^`]+?)`?\s+(?P<clauses>(?:add|drop|rename|modify|change)\b.+)$", re.I | re.S
)
ADD_INDEX = re.compile(
	r"add (?P<unique>unique )?(?:index|key)?\s*`?(?P<name>\w+)?`?\s*\((?P<columns>.+)\)$", re.I | re.S
)
DROP_COLUMN = re.compile(r"drop column (?:if exists )?`?(\w+)`?$", re.I)
DROP_INDEX = re.compile(r"drop (?:index|key) (?:if exists )?`?(\w+)`?$", re.I)
AFTER = re.compile(r"\s+(?:after `?\w+`?|first)$", re.I)


class Structure:
	"""The part of `frappe.db` that knows tables, columns and indexes."""

	def sql_ddl(self, query: str, debug: bool = False) -> None:
		"""Commit, then change a table; on MariaDB that ends a transaction."""
		self.commit()
		found = ALTER.match(query.strip())
		if found:
			for clause in split_clauses(found.group("clauses")):
				self._alter(found.group("table"), AFTER.sub("", clause))
		else:
			self.sql(query, debug=debug)
		self.commit()

	def _alter(self, table: str, clause: str) -> None:
		if column := DROP_COLUMN.match(clause):
			self.drop_column(table, column.group(1))
		elif index := DROP_INDEX.match(clause):
			self.sql(f"drop index `{get_index_name(table, index.group(1))}`")
		elif index := ADD_INDEX.match(clause):
			self._create_index(
				table, index.group("columns"), index.group("name"), bool(index.group("unique"))
			)
		else:
			self.sql(f"alter table `{table}` {clause}")

	def drop_column(self, table: str, column: str) -> None:
		"""Drop a column of a table, with its indexes."""
		for index in self.get_indexes(table):
			if column in index["columns"]:
				self.sql(f"drop index `{index['name']}`")
		self.sql(f"alter table `{table}` drop column `{column}`")

	def _create_index(self, table: str, columns: str, name: str | None, unique: bool = False) -> None:
		columns = ", ".join(f"`{re.sub(r'[(].*[)]', '', each).strip(' `')}`" for each in columns.split(","))
		name = get_index_name(table, name or re.sub(r"\W+", "_", columns).strip("_"))
		kind = "unique index" if unique else "index"
		self.sql(f"create {kind} if not exists `{name}` on `{table}` ({columns})")

	def get_indexes(self, table: str) -> list[dict]:
		"""Indexes of a table: name, columns, unique."""
		found = []
		self._connection.start()
		for row in self._connection.raw.execute(f"pragma index_list(`{table}`)").fetchall():
			if row[3] == "c":
				columns = self._connection.raw.execute(f"pragma index_info(`{row[1]}`)").fetchall()
				found.append(
					{"name": row[1], "columns": [each[2] for each in columns], "unique": bool(row[2])}
				)
		return found

	# What there is

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

	_schema_version = -1
	_columns: dict[str, dict[str, str]] = {}

	def get_db_table_columns(self, table: str) -> list[str]:
		"""Columns of a table."""
		return list(self.get_column_types(table))

	def get_table_columns(self, doctype: str) -> list[str]:
		"""Columns of a DocType's table."""
		columns = self.get_db_table_columns(get_table(doctype))
		if not columns:
			raise self.TableMissingError("DocType", doctype)
		return columns

	def has_column(self, doctype: str, column: str) -> bool:
		"""Does the DocType's table have the column?"""
		return column in self.get_table_columns(doctype)

	def get_column_type(self, doctype: str, column: str) -> str:
		"""Type of a column."""
		return self.get_column_types(get_table(doctype))[column]

	def get_tables(self, cached: bool = True) -> list[str]:
		"""Names of all tables."""
		query = "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%'"
		return self.sql(query, pluck=True)

	def table_exists(self, doctype: str, cached: bool = True) -> bool:
		"""Does the DocType have a table?"""
		return bool(self.get_column_types(get_table(doctype)))

	def _show(self, query: str) -> tuple:
		if found := SHOW_COLUMNS.match(query):
			return self._show_columns(found.group(1))
		if found := SHOW_TABLES.match(query):
			pattern = found.group(1) or "%"
			return tuple(
				self.sql("select name from sqlite_master where type = 'table' and name like %s", pattern)
			)
		if found := SHOW_VARIABLES.match(query):
			is_on = "ON" if self._connection.snapshot_isolation else "OFF"
			known = {"innodb_snapshot_isolation": is_on}
			return tuple((name, value) for name, value in known.items() if name == found.group(1))
		raise NotImplementedError(f"frappe.db.sql: {query}")

	def _show_columns(self, table: str) -> tuple:
		self._connection.start()
		rows = self._connection.raw.execute(f"pragma table_info(`{table}`)").fetchall()
		if not rows:
			raise get_missing_table(table)
		return tuple(
			(name, kind, "NO" if not_null else "YES", "PRI" if key else "", default, "")
			for _number, name, kind, not_null, default, key in rows
		)

	# Changes

	def add_index(self, doctype: str, fields: list[str], index_name: str | None = None) -> None:
		"""Add an index over fields."""
		self._create_index(get_table(doctype), ", ".join(fields), index_name or f"{'_'.join(fields)}_index")

	def updatedb(self, doctype: str, meta=None) -> None:
		"""Bring a DocType's table to what its fields say."""
		from frappe.database.schema import sync_table

		sync_table(meta or frappe.get_meta(doctype, cached=False))


def get_index_name(table: str, name: str) -> str:
	"""Indexes are named once a database here, not once a table."""
	return f"{table} {name}"
