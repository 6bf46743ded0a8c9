"""The builder behind `frappe.qb`: MariaDB's dialect, run by `frappe.db.sql`."""

import frappe
from frappe.database.sql import quote
from frappe.query_builder import functions
from pypika import Order, Query, Schema, Table
from pypika.dialects import MySQLQueryBuilder
from pypika.queries import _SetOperation
from pypika.terms import Field, Term, ValueWrapper


def run(self, *args, **kwargs):
	"""Run the query; takes what `frappe.db.sql` takes, like `as_dict=True` or `pluck=True`."""
	return frappe.db.sql(self.get_sql(), *args, **kwargs)


def _get_value_sql(self, **options) -> str:
	if isinstance(self.value, Term):
		return self.value.get_sql(**options)
	return quote(self.value)


ValueWrapper.get_value_sql = _get_value_sql
MySQLQueryBuilder.run = _SetOperation.run = run
MySQLQueryBuilder.walk = lambda self: (self.get_sql(), {})


def DocType(name: str, *args, **kwargs) -> Table:
	"""The table of a DocType."""
	return Table(name if name.startswith("__") else f"tab{name}", *args, **kwargs)


class Builder(Query):
	"""`frappe.qb.from_(table).select(...).where(...).run()`."""

	Table, Schema, Field, DocType = Table, Schema, Field, staticmethod(DocType)
	functions = functions
	desc, asc = Order.desc, Order.asc

	@classmethod
	def _builder(cls, **kwargs) -> MySQLQueryBuilder:
		return MySQLQueryBuilder(**kwargs)

	@classmethod
	def from_(cls, table: str | Table, *args, **kwargs) -> MySQLQueryBuilder:
		"""Begin to select from a table or a DocType."""
		return super().from_(_get_table(table), *args, **kwargs)

	@classmethod
	def into(cls, table: str | Table, *args, **kwargs) -> MySQLQueryBuilder:
		"""Begin to insert into a table or a DocType."""
		return super().into(_get_table(table), *args, **kwargs)

	@classmethod
	def update(cls, table: str | Table, *args, **kwargs) -> MySQLQueryBuilder:
		"""Begin to update a table or a DocType."""
		return super().update(_get_table(table), *args, **kwargs)


def _get_table(table: str | Table) -> Table:
	return DocType(table) if isinstance(table, str) else table
