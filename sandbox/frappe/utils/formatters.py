"""A field's value as people read it, by the field's type."""

import re
from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils.date_formats import format_datetime, format_duration, format_time, formatdate
from frappe.utils.markdowns import markdown
from frappe.utils.money import fmt_money
from frappe.utils.numbers import cint, flt
from frappe.utils.text import cstr

BLOCK_TAGS = re.compile(r"<(?:br|div|p)\b", re.IGNORECASE)


def format_value(
	value: Any,
	df: Any = None,
	doc: Any = None,
	currency: str | None = None,
	translated: bool = False,
	format: str | None = None,
) -> Any:
	"""The value as its field shows it. `df` is a field, a dict or the name of a field type."""
	if isinstance(df, str):
		df = {"fieldtype": df}
	df = frappe._dict(df if isinstance(df, dict) else df.as_dict() if df else {})
	formatter = FORMATTERS.get(df.fieldtype)
	if formatter:
		return formatter(value, df, doc, currency)
	if value is None:
		return ""
	return frappe._(value) if translated and isinstance(value, str) else value


format = format_value


def _format_number(value: Any, df: Any, doc: Any, currency: str | None) -> str:
	precision = frappe.model.meta.get_field_precision(df, doc)
	if currency is None and (df.options or "").strip() and doc:
		currency = frappe.model.meta.get_field_currency(df, doc)
	if not df.options and not cint(cstr(flt(value)).partition(".")[2]):
		precision = 0
	return fmt_money(value, precision=precision, currency=currency)


def _format_currency(value: Any, df: Any, doc: Any, currency: str | None) -> str:
	currency = currency or frappe.model.meta.get_field_currency(df, doc) or frappe.db.get_default("currency")
	precision = frappe.model.meta.get_field_precision(df, doc)
	return fmt_money(value, precision=precision, currency=currency)


def _format_percent(value: Any, df: Any, doc: Any, currency: str | None) -> str:
	return f"{flt(value, 2)}%"


def _format_text(value: Any, df: Any, doc: Any, currency: str | None) -> Any:
	if not isinstance(value, str) or BLOCK_TAGS.search(value):
		return value or ""
	return value.replace("\n", "<br>")


def _format_rows(value: Any, df: Any, doc: Any, currency: str | None) -> str:
	link = next(field for field in frappe.get_meta(df.options).fields if field.fieldtype == "Link")
	return ", ".join(cstr(row.get(link.fieldname)) for row in value or [])


def _write_with(function: Callable) -> Callable:
	return lambda value, df, doc, currency: function(value) if value else ""


FORMATTERS = {
	"Currency": _format_currency,
	"Float": _format_number,
	"Percent": _format_percent,
	"Date": _write_with(formatdate),
	"Datetime": _write_with(format_datetime),
	"Time": _write_with(format_time),
	"Text": _format_text,
	"Small Text": _format_text,
	"Text Editor": _write_with(lambda value: f"<div class='ql-snow'>{value}</div>"),
	"Markdown Editor": _write_with(markdown),
	"Duration": lambda value, df, doc, currency: format_duration(value, df.hide_days),
	"Table MultiSelect": _format_rows,
}
