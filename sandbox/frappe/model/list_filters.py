"""Filters of `frappe.get_list`, as SQL: what is empty counts as zero, as an empty text or as long ago."""

import json
from contextlib import suppress
from datetime import date, datetime

import frappe
from frappe import _
from frappe.database.conditions import INCLUSIVE, NESTED_SETS, get_nested, is_not_set, is_set, quote_list
from frappe.database.sql import quote

OPERATORS = (
	"=",
	"!=",
	">",
	"<",
	">=",
	"<=",
	"like",
	"not like",
	"in",
	"not in",
	"is",
	"between",
	INCLUSIVE,
	*NESTED_SETS,
	"timespan",
	"previous",
	"next",
	"fiscal year",
)
NUMBERS = ("Int", "Long Int", "Check", "Float", "Currency", "Percent", "Duration", "Rating")
STANDARD_TYPES = {"creation": "Datetime", "modified": "Datetime", "docstatus": "Int", "idx": "Int"}
STANDARD = (
	*STANDARD_TYPES,
	"name",
	"owner",
	"modified_by",
	"parent",
	"parentfield",
	"parenttype",
	"_user_tags",
	"_comments",
	"_assign",
	"_liked_by",
	"_seen",
)
NEVER_EMPTY = ("name", "creation", "modified")
LONG_AGO = {"Date": "0001-01-01", "Datetime": "0001-01-01 00:00:00.000000"}


def read(doctype: str, given) -> list[tuple]:
	"""Filters as (doctype, field, operator, value)."""
	if isinstance(given, str):
		given = json.loads(given)
	if not given:
		return []
	if isinstance(given, dict):
		return [_read(doctype, [field, *_read_value(value)]) for field, value in given.items()]
	rows = []
	for row in given:
		if not isinstance(row, dict | list | tuple):
			frappe.throw(_("Filter must be a tuple or list (in a list)"))
		rows += read(doctype, row) if isinstance(row, dict) else [_read(doctype, list(row))]
	return rows


def _read_value(value) -> list:
	return [value[0], value[1]] if isinstance(value, list | tuple) else ["=", value]


def _read(doctype: str, row: list) -> tuple:
	if len(row) == 3:
		row = [None, *row]
	if len(row) < 4:
		frappe.throw(_("Filter must have 4 values (doctype, fieldname, operator, value): {0}").format(row))
	of, field, operator, value = row[:4]
	operator = str(operator or "=").lower().strip()
	if operator not in OPERATORS:
		frappe.throw(_("Operator must be one of {0}").format(", ".join(OPERATORS)))
	return of or _find_doctype(doctype, field), field, operator, value


def _find_doctype(doctype: str, field: str) -> str:
	"""The DocType itself or, for a field that it does not have, the child table that has it."""
	meta = frappe.get_meta(doctype)
	if field in STANDARD or meta.has_field(field):
		return doctype
	for df in meta.get_table_fields():
		if frappe.get_meta(df.options).has_field(field):
			return df.options
	return doctype


def get_condition(query, condition: tuple) -> str:
	"""One filter as SQL; joins the child table that it is about."""
	doctype, field, operator, value = condition
	if doctype != query.doctype:
		query.join_child(doctype)
	column = f"`tab{doctype}`.`{field}`"
	if operator in NESTED_SETS or operator == INCLUSIVE:
		value = get_nested(doctype, field, operator, value)
		operator = "not in" if operator.startswith("not") else "in"
	return Filter(doctype, field, column, query.ignore_ifnull).get_sql(operator, value)


class Filter:
	"""A condition on one column, as its type wants it."""

	def __init__(self, doctype: str, field: str, column: str, ignore_ifnull: bool):
		df = frappe.get_meta(doctype).get_field(field)
		self.fieldtype = STANDARD_TYPES.get(field) or (df.fieldtype if df else "Data")
		self.column = column
		self.is_number = self.fieldtype in NUMBERS
		self.may_be_null = not (self.is_number or ignore_ifnull or field in NEVER_EMPTY)
		self.empty = LONG_AGO.get(self.fieldtype, "")

	def get_sql(self, operator: str, value) -> str:
		"""The condition."""
		if operator in ("previous", "next", "fiscal year"):
			raise NotImplementedError(f"frappe.get_list: the operator {operator}")
		if operator in ("in", "not in"):
			return self._get_in(operator, value)
		if operator == "is":
			return self._get_is(value)
		if operator == "between":
			return self._get_between(value)
		if operator == "timespan":
			return self._get_between(frappe.utils.get_timespan_date_range(str(value).lower()))
		return self._compare(operator, value)

	def _get_column(self, with_null: bool, empty: str | None = None) -> str:
		if not (with_null and self.may_be_null):
			return self.column
		return f"ifnull({self.column}, {quote(self.empty if empty is None else empty)}) collate nocase"

	def _get_in(self, operator: str, value) -> str:
		if isinstance(value, str):
			value = value.split(",")
		values = (
			[self._read(each) for each in value or []] if isinstance(value, list | tuple | set | dict) else []
		)
		with_null = operator == "not in" or not values or "" in values
		return f"{self._get_column(with_null, '')} {operator} {quote_list(values)}"

	def _read(self, value):
		"""One value of a list; what is no number stays a text, which no number is equal to."""
		text = "" if value is None else value if isinstance(value, date) else str(value).strip()
		if self.is_number and isinstance(value, int | float | str):
			with suppress(ValueError):
				return float(value)
		return text

	def _get_is(self, value) -> str:
		kind = str(value).lower()
		if kind not in ("set", "not set"):
			frappe.throw(_("Invalid value for 'is' operator: {0}").format(value))
		return f"({is_set(self.column) if kind == 'set' else is_not_set(self.column)})"

	def _get_between(self, value) -> str:
		start, end = [*(value or []), None, None][:2]
		if self.fieldtype == "Date":
			start, end = (frappe.utils.getdate(each) for each in (start, end))
		elif self.fieldtype == "Datetime":
			start, end = _get_begin(start), _get_end(end)
		else:
			raise NotImplementedError(f"frappe.get_list: between on a field of type {self.fieldtype}")
		return f"{self.column} between {quote(start)} and {quote(end)}"

	def _compare(self, operator: str, value) -> str:
		if self.fieldtype == "Date":
			with_null = operator in ("<", "<=", "!=") or value is None
			return f"{self._get_column(with_null)} {operator} {quote(frappe.utils.getdate(value))}"
		if "like" in operator:
			text = "" if value is None else str(value).replace("\\", "\\\\")
			return f"{self._get_column(operator == 'not like' or not text, '')} {operator} {quote(text)}"
		if self.is_number:
			return f"{self.column} {operator} {quote(frappe.utils.flt(value))}"
		if self.fieldtype == "Datetime":
			return self._compare_moment(operator, value)
		return self._compare_text(operator, value)

	def _compare_moment(self, operator: str, value) -> str:
		if not value:
			return f"({is_not_set(self.column)})" if operator == "=" else self.column + f" {operator} ''"
		moment = frappe.utils.get_datetime(value)
		return f"{self._get_column(operator in ('<', '<=', '!='))} {operator} {quote(moment)}"

	def _compare_text(self, operator: str, value) -> str:
		text = quote("" if value is None else value if isinstance(value, date) else str(value))
		if value in (None, "") and operator in ("=", "!=") and self.may_be_null:
			return (
				f"({self.column} is null or {self.column} = '')"
				if operator == "="
				else f"{self.column} != ''"
			)
		return f"{self._get_column(operator != '=')} {operator} {text}"


def _has_time(value) -> bool:
	return isinstance(value, datetime) or (isinstance(value, str) and len(value.strip()) > 10)


def _get_begin(value) -> datetime:
	return frappe.utils.get_datetime(value) if _has_time(value) else _at(value, datetime.min.time())


def _get_end(value) -> datetime:
	return frappe.utils.get_datetime(value) if _has_time(value) else _at(value, datetime.max.time())


def _at(value, time) -> datetime:
	return datetime.combine(frappe.utils.getdate(value), time)
