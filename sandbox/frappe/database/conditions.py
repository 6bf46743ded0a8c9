"""Filters as SQL: of `frappe.db.get_value` and its relatives, and of `frappe.get_list`.

In a list, what is empty counts: as an empty text or as long ago. Elsewhere NULL is like nothing, as in plain SQL.
"""

from datetime import date, datetime, time

import frappe
from frappe import _
from frappe.database.schema import read_moment

COMPARISONS = ("=", "!=", ">", "<", ">=", "<=", "like", "not like")
NESTED_SETS = ("descendants of", "ancestors of", "not descendants of", "not ancestors of")
INCLUSIVE = "descendants of (inclusive)"
OPERATORS = (*COMPARISONS, "in", "not in", "is", "between", *NESTED_SETS, INCLUSIVE)
NUMBERS = ("Int", "Long Int", "Check", "Float", "Currency", "Percent", "Duration", "Rating")
STANDARD_TYPES = {"creation": "Datetime", "modified": "Datetime", "docstatus": "Int", "idx": "Int"}
NEVER_EMPTY = ("name", "creation", "modified")
LONG_AGO = {"Date": "0001-01-01", "Datetime": "0001-01-01 00:00:00.000000"}
Sql = tuple[str, list]
"""A condition and the values of its placeholders."""


def read_filters(filters) -> list[tuple]:
	"""Filters as (DocType or None, field, operator, value). A text is a name, a list of texts are names."""
	if filters is None:
		return []
	if isinstance(filters, str | int):
		return [(None, "name", "=", str(filters))]
	if isinstance(filters, dict):
		return [(None, field, *_read_value(value)) for field, value in filters.items()]
	if filters and all(isinstance(each, str | int) for each in filters):
		return [(None, "name", "in", list(filters))]
	return [one for row in filters for one in _read_row(row)]


def _read_value(value) -> tuple:
	return (value[0], value[1]) if isinstance(value, list | tuple) else ("=", value)


def _read_row(row) -> list[tuple]:
	if isinstance(row, dict):
		return read_filters(row)
	if not isinstance(row, list | tuple):
		frappe.throw(_("Filter must be a tuple or list (in a list)"))
	if len(row) == 2:
		return [(None, row[0], *_read_value(row[1]))]
	return [tuple(row[:4]) if len(row) > 3 else (None, *row)]


def get_where(doctype: str, filters) -> Sql:
	"""The `where` of a query with its values, empty without filters."""
	conditions, values = [], []
	for _doctype, field, operator, value in read_filters(filters):
		column = field if "`" in str(field) or "(" in str(field) else f"`{field}`"
		text, given = get_condition(doctype, field, operator, value, column.replace("%", "%%"))
		conditions.append(text)
		values += given
	return f" where {' and '.join(conditions)}" if conditions else "", values


def get_condition(doctype: str, field: str, operator: str, value, column: str, is_list: bool = False) -> Sql:
	"""One condition on a column."""
	operator = str(operator or "=").lower().strip()
	if operator not in OPERATORS:
		if not is_list:
			raise KeyError(operator)
		frappe.throw(_("Operator must be one of {0}").format(", ".join(OPERATORS)))
	if operator in NESTED_SETS or operator == INCLUSIVE:
		value = get_nested(doctype, field, operator, value)
		operator = "not in" if operator.startswith("not") else "in"
	if operator == "is":
		return _is(column, str(value).lower())
	if is_list:
		return ListColumn(doctype, field, column).compare(operator, value)
	if frappe.db.get_column_types(f"tab{doctype}").get(field, "").startswith("datetime"):
		value = _read_moments(value)
	if operator in ("in", "not in"):
		return f"{column} {operator} %s", [_split(value) or [""]]
	if operator == "between":
		return f"{column} between %s and %s", list(value)
	if value is None:
		return f"{column} {'is' if operator == '=' else operator} null", []
	return f"{column} {operator} %s", [value]


def _is(column: str, value: str) -> Sql:
	if value not in ("set", "not set"):
		frappe.throw(_("Invalid value for 'is' operator: {0}").format(value))
	return f"(ifnull(nullif({column}, 0), '') {'!=' if value == 'set' else '='} '')", []


def _split(value) -> list:
	return [each.strip() for each in value.split(",")] if isinstance(value, str) else list(value or [])


def _read_moments(value):
	"""A day, or a time without seconds, as the column of dates and times holds it."""
	if isinstance(value, list | tuple):
		return [_read_moments(each) for each in value]
	return read_moment(value) if value and value != "" else value


class ListColumn:
	"""A column in the filters of a list, as its type wants it."""

	def __init__(self, doctype: str, field: str, column: str):
		df = frappe.get_meta(doctype).get_field(field)
		self.fieldtype = STANDARD_TYPES.get(field) or (df.fieldtype if df else "Data")
		self.column, self.is_number = column, self.fieldtype in NUMBERS
		self.may_be_null = not self.is_number and field not in NEVER_EMPTY
		self.empty = LONG_AGO.get(self.fieldtype, "")

	def compare(self, operator: str, value) -> Sql:
		"""The condition."""
		if operator in ("in", "not in"):
			values = [self._read(each) for each in _split(value)] or [""]
			return self._write(operator, values, operator == "not in" or "" in values, empty="")
		if operator == "between":
			return self._compare_between(value)
		if "like" in operator:
			text = "" if value is None else str(value).replace("\\", "\\\\")
			return self._write(operator, text, operator == "not like" or not text, empty="")
		if self.is_number:
			return self._write(operator, frappe.utils.flt(value), False)
		if value == "" or (value is None and self.fieldtype != "Date"):
			is_like_empty = operator in ("=", "!=")
			return self._write(operator, self.empty, is_like_empty and self.may_be_null)
		return self._write(operator, self._read(value), operator in ("<", "<=", "!="))

	def _read(self, value):
		if self.is_number:
			return frappe.utils.flt(value)
		if self.fieldtype == "Date" and value != "":
			return frappe.utils.getdate(value)  # today where it is None
		if self.fieldtype == "Datetime" and value:
			return frappe.utils.get_datetime(value)
		return "" if value is None else value if isinstance(value, date) else str(value).strip()

	def _write(self, operator: str, value, with_null: bool, empty: str | None = None) -> Sql:
		if not (with_null and self.may_be_null):
			return f"{self.column} {operator} %s", [value]
		stand_in = self.empty if empty is None else empty
		return f"ifnull({self.column}, %s) collate nocase {operator} %s", [stand_in, value]

	def _compare_between(self, value) -> Sql:
		start, end = value
		if self.fieldtype == "Date":
			start, end = frappe.utils.getdate(start), frappe.utils.getdate(end)
		elif self.fieldtype == "Datetime":
			start, end = _complete(start, time.min), _complete(end, time.max)
		else:
			raise NotImplementedError(f"frappe.get_list: between on a field of type {self.fieldtype}")
		return f"{self.column} between %s and %s", [start, end]


def _complete(value, at: time) -> datetime:
	"""A day without a time begins, or ends, then."""
	if isinstance(value, datetime) or (isinstance(value, str) and len(value.strip()) > 10):
		return frappe.utils.get_datetime(value)
	return datetime.combine(frappe.utils.getdate(value), at)


def get_nested(doctype: str, field: str, operator: str, name: str) -> list[str]:
	"""Names above or below a node of a tree, whose DocType the field links to."""
	df = None if field == "name" else frappe.get_meta(doctype).get_field(field)
	tree = df.options if df else doctype
	node = frappe.db.get_value(tree, name, ["lft", "rgt"])
	if not node:
		return []
	where, order = (
		("lft < %s and rgt > %s", "desc") if "ancestors" in operator else ("lft > %s and rgt < %s", "asc")
	)
	names = frappe.db.sql(
		f"select name from `tab{tree}` where {where} order by lft {order}", node, pluck=True
	)
	return [*names, name] if operator == INCLUSIVE else names
