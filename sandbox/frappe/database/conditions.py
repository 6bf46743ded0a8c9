"""Filters of `frappe.db.get_value` and its relatives, as SQL."""

from collections.abc import Iterable

import frappe
from frappe.database.sql import quote
from frappe.database.types import read_moment

COMPARISONS = ("=", "!=", "<>", "<", ">", "<=", ">=", "like", "not like")
NESTED_SETS = ("descendants of", "ancestors of", "not descendants of", "not ancestors of")
INCLUSIVE = "descendants of (inclusive)"
OPERATORS = (*COMPARISONS, "in", "not in", "is", "between", "regex", "timespan", *NESTED_SETS, INCLUSIVE)


def quote_name(name: str) -> str:
	"""A column in backticks."""
	return f"`{name}`"


def quote_list(values: Iterable) -> str:
	"""Values for `in`; none at all is an empty text."""
	return "(" + (", ".join(quote(value) for value in values) or "''") + ")"


def is_set(column: str) -> str:
	"""SQL that is true where the column holds more than NULL, zero and the empty text."""
	return f"ifnull(nullif({column}, 0), '') != ''"


def is_not_set(column: str) -> str:
	"""SQL that is true where the column holds NULL, zero or the empty text."""
	return f"ifnull(nullif({column}, 0), '') = ''"


def get_where(doctype: str, filters) -> tuple[str, list]:
	"""The `where` of a query with its values, empty without filters. A text is a name, a list of texts are names."""
	conditions, values = [], []
	for field, operator, value in read_filters(filters):
		condition, *given = get_condition(doctype, field, operator, value)
		conditions.append(condition)
		values += given
	return f" where {' and '.join(conditions)}" if conditions else "", values


def read_filters(filters) -> list[tuple]:
	"""Filters as (field, operator, value)."""
	if filters is None:
		return []
	if isinstance(filters, str | int):
		return [("name", "=", str(filters))]
	if isinstance(filters, dict):
		return [(field, *_read_value(value)) for field, value in filters.items()]
	filters = list(filters)
	if filters and all(isinstance(each, str | int) for each in filters):
		return [("name", "in", filters)]
	return [_read_row(row) for row in filters]


def _read_value(value) -> tuple:
	if isinstance(value, list | tuple):
		return value[0], value[1]
	return "=", value


def _read_row(row) -> tuple:
	if isinstance(row, dict):
		return read_filters(row)[0]
	row = list(row)
	if len(row) == 2:
		return row[0], *_read_value(row[1])
	return tuple(row) if len(row) == 3 else tuple(row[1:4])


def get_condition(doctype: str, field: str, operator: str, value) -> tuple:
	"""One condition, followed by the values of its placeholders."""
	operator = str(operator).lower().strip()
	if operator not in OPERATORS:
		raise KeyError(operator)
	column = field.replace("%", "%%") if "`" in str(field) or "(" in str(field) else quote_name(field)
	value = _read_moments(doctype, field, value)
	if operator in COMPARISONS:
		return _compare(column, operator, value)
	if operator in NESTED_SETS or operator == INCLUSIVE:
		return _in(column, get_nested(doctype, field, operator, value), _get_not(operator))
	return SPECIAL[operator](column, value)


def _read_moments(doctype: str, field: str, value):
	"""A day, or a time without seconds, as the column of dates and times holds it."""
	if not frappe.db.get_column_types(f"tab{doctype}").get(field, "").startswith("datetime"):
		return value
	if isinstance(value, list | tuple):
		return [_read_moments(doctype, field, each) for each in value]
	try:
		return read_moment(value) if value else value
	except ValueError:
		return value


def _compare(column: str, operator: str, value) -> tuple:
	if value is None:
		return (f"{column} is null",) if operator == "=" else (f"{column} {operator} null",)
	return f"{column} {operator} %s", value


def _get_not(operator: str) -> str:
	return "not " if operator.startswith("not ") else ""


def _in(column: str, value, word: str = "") -> tuple:
	values = [each.strip() for each in value.split(",")] if isinstance(value, str) else list(value or [])
	return f"{column} {word}in %s", values or [""]


def _is(column: str, value: str) -> tuple:
	if str(value).lower() not in ("set", "not set"):
		frappe.throw(f"Invalid value for 'is': {value}", frappe.ValidationError)
	return (f"({is_set(column) if value.lower() == 'set' else is_not_set(column)})",)


def _between(column: str, value) -> tuple:
	return f"{column} between %s and %s", value[0], value[1]


def _timespan(column: str, value: str) -> tuple:
	return _between(column, frappe.utils.get_timespan_date_range(value))


SPECIAL = {
	"in": _in,
	"not in": lambda column, value: _in(column, value, "not "),
	"is": _is,
	"between": _between,
	"regex": lambda column, value: (f"{column} regexp %s", value),
	"timespan": _timespan,
}


def get_nested(doctype: str, field: str, operator: str, name: str) -> list[str]:
	"""Names above or below a node of a tree, whose DocType the field links to."""
	df = None if field == "name" else frappe.get_meta(doctype).get_field(field)
	tree = df.options if df else doctype
	node = frappe.db.get_value(tree, name, ["lft", "rgt"])
	if not node:
		return []
	lft, rgt = node
	if "ancestors" in operator:
		where, order = f"lft < {lft} and rgt > {rgt}", "lft desc"
	else:
		where, order = f"lft > {lft} and rgt < {rgt}", "lft asc"
	names = frappe.db.sql(f"select name from `tab{tree}` where {where} order by {order}", pluck=True)
	return [*names, name] if operator == INCLUSIVE else names
