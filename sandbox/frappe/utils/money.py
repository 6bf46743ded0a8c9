"""Amounts as people read them: in the site's number format, with a currency, in words."""

from typing import Any

import frappe
from frappe.utils.numbers import cint, flt
from num2words import num2words

INDIAN_FORMAT = "#,##,###.##"
number_format_info = {
	"#,###.##": (".", ",", 2),
	"#.###,##": (",", ".", 2),
	"# ###.##": (".", " ", 2),
	"# ###,##": (",", " ", 2),
	"#'###.##": (".", "'", 2),
	INDIAN_FORMAT: (".", ",", 2),
	"#,###.###": (".", ",", 3),
	"#.###": ("", ".", 0),
	"#,###": ("", ",", 0),
}
"""Number format -> decimal mark, group mark, decimals."""


def get_number_format_info(format: str) -> tuple[str, str, int]:
	"""Decimal mark, group mark and decimals of a number format."""
	return number_format_info.get(format, number_format_info["#,###.##"])


def fmt_money(
	amount: Any, precision: int | None = None, currency: str | None = None, format: str | None = None
) -> str:
	"""The amount in the site's number format, with the symbol of its currency."""
	shape = format or frappe.db.get_default("number_format") or "#,###.##"
	decimal_mark, group_mark, digits = get_number_format_info(shape)
	if shape == INDIAN_FORMAT:
		raise NotImplementedError("frappe.utils.fmt_money in lakh and crore")
	if precision is None:
		precision = (not format and cint(frappe.db.get_default("currency_precision"))) or digits
	precision, amount = cint(precision), round(flt(amount), cint(precision))
	if precision > 2:
		decimals = len(str(amount).split(".")[-1])
		precision = decimals if decimals > 2 else digits
	text = f"{amount or 0.0:,.{precision}f}"
	marks = {",": group_mark, ".": decimal_mark}
	return _add_symbol("".join(marks.get(sign, sign) for sign in text), currency)


def _add_symbol(text: str, currency: str | None) -> str:
	if not currency or frappe.defaults.get_global_default("hide_currency_symbol") == "Yes":
		return text
	fields = ["symbol", "symbol_on_right"]
	found = frappe.db.get_value("Currency", currency, fields, as_dict=True, cache=True) or {}
	symbol = found.get("symbol") or currency
	return f"{text} {frappe._(symbol)}" if found.get("symbol_on_right") else f"{frappe._(symbol)} {text}"


def money_in_words(
	number: Any, main_currency: str | None = None, fraction_currency: str | None = None
) -> str:
	"""The amount in English words: "EUR Twelve and Fifty Cent only."."""
	number, main_currency = flt(number), main_currency or frappe.db.get_default("currency")
	found = frappe.db.get_value(
		"Currency", main_currency, ["fraction", "number_format"], as_dict=True, cache=True
	)
	shape = (found and found.number_format) or frappe.db.get_default("number_format") or "#,###.##"
	digits = get_number_format_info(shape)[2]
	whole, _dot, part = f"{flt(number, digits):.{digits}f}".partition(".")
	fraction = fraction_currency or (found and found.fraction) or frappe._("Cent")
	words = []
	if int(whole) or not int(part or 0):
		words.append(f"{main_currency} {in_words(whole).title()}")
	if int(part or 0):
		words.append(f"{in_words(part).title()} {fraction}")
	return f"{' and '.join(words)} only."


def in_words(integer: Any, in_million: bool = True) -> str:
	"""A whole number in words of the reader's language."""
	lang = frappe.local.lang if in_million else "en_IN"
	return num2words(int(float(integer)), lang=(lang or "en").replace("-", "_"))
