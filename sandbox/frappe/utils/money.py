"""Amounts as people read them: in the site's number format, with a currency, in words."""

from typing import Any

import frappe
from frappe.utils.numbers import cint, flt

FORMATS = (
	(".", ",", ("#,###.##", "#,##,###.##", "#,###.###")),
	(".", ", ", ("#, ###.##",)),
	(".", " ", ("# ###.##",)),
	(".", "'", ("#'###.##",)),
	(".", "", ("#.########",)),
	(",", ".", ("#.###,##",)),
	(",", " ", ("# ###,##",)),
	("", ".", ("#.###",)),
	("", ",", ("#,###",)),
)
"""Decimal mark, group mark, the formats that have them."""
number_format_info = {
	shape: (decimal, group, len(shape.rpartition(decimal)[2]) if decimal else 0)
	for decimal, group, shapes in FORMATS
	for shape in shapes
}
INDIAN_FORMAT = "#,##,###.##"

ONES = (
	"zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
	"sixteen seventeen eighteen nineteen"
).split()
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = [
	(10**18, "quintillion"),
	(10**15, "quadrillion"),
	(10**12, "trillion"),
	(10**9, "billion"),
	(10**6, "million"),
	(10**3, "thousand"),
]
INDIAN_SCALES = [(10**7, "crore"), (10**5, "lakh"), (10**3, "thousand")]


def get_number_format_info(format: str) -> tuple[str, str, int]:
	"""Decimal mark, group mark and decimals of a number format."""
	usual = number_format_info["#,###.##"]
	return number_format_info.get(format, usual)


def fmt_money(
	amount: Any, precision: int | None = None, currency: str | None = None, format: str | None = None
) -> str:
	"""The amount in the site's number format, with the symbol of its currency."""
	shape = format or frappe.db.get_default("number_format") or "#,###.##"
	decimal_mark, group_mark, digits = get_number_format_info(shape)
	if precision is None:
		precision = (not format and cint(frappe.db.get_default("currency_precision"))) or digits
	precision, amount = cint(precision), round(flt(amount), cint(precision))
	if precision > 2:
		decimals = len(str(amount).split(".")[-1])
		precision = decimals if decimals > 2 else _get_currency_digits(currency, digits)
	whole, _dot, part = f"{abs(amount):.{precision}f}".partition(".")
	text = _group(whole, group_mark, shape == INDIAN_FORMAT)
	if part:
		text += f"{decimal_mark}{part}"
	if amount < 0 and (int(whole) or int(part or 0)):
		text = f"-{text}"
	return _add_symbol(text, currency)


def _get_currency_digits(currency: str | None, otherwise: int) -> int:
	if not currency:
		return otherwise
	units = frappe.db.get_value("Currency", currency, "fraction_units", cache=True)
	return len(str(cint(units) or 100)) - 1


def _group(whole: str, mark: str, indian: bool) -> str:
	groups = [whole[-3:]]
	rest = whole[:-3]
	size = 2 if indian else 3
	while rest:
		groups.insert(0, rest[-size:])
		rest = rest[:-size]
	return mark.join(groups)


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
	try:
		number = float(number)
	except ValueError:
		return ""
	if number < 0:
		return ""
	main_currency = main_currency or frappe.db.get_default("currency") or "INR"
	facts = ["fraction", "fraction_units", "number_format"]
	found = frappe.db.get_value("Currency", main_currency, facts, as_dict=True, cache=True) or {}
	number_format = found.get("number_format") or frappe.db.get_default("number_format") or "#,###.##"
	digits = get_number_format_info(number_format)[2]
	whole, _dot, part = f"{flt(number, digits):.{digits}f}".partition(".")
	indian = number_format == INDIAN_FORMAT
	return _join_money(
		(main_currency, _title(int(whole), indian)),
		(fraction_currency or found.get("fraction") or frappe._("Cent"), _title(int(part or 0), indian)),
	)


def _title(number: int, indian: bool) -> str:
	return _spell(number, INDIAN_SCALES if indian else SCALES).title() if number else ""


def _join_money(main: tuple[str, str], fraction: tuple[str, str]) -> str:
	_check_english()
	if not main[1]:
		return f"{fraction[1]} {fraction[0]} only." if fraction[1] else f"{main[0]} Zero only."
	words = f"{main[0]} {main[1]}"
	if fraction[1]:
		words += f" and {fraction[1]} {fraction[0]}"
	return f"{words} only."


def in_words(integer: Any, in_million: bool = True) -> str:
	"""A whole number in English words."""
	_check_english()
	integer = int(float(integer))
	words = _spell(abs(integer), SCALES if in_million else INDIAN_SCALES)
	return f"minus {words}" if integer < 0 else words


def _check_english() -> None:
	if not (frappe.local.lang or "en").startswith("en"):
		raise NotImplementedError(f"frappe.utils.in_words in {frappe.local.lang}")


def _spell(number: int, scales: list[tuple[int, str]]) -> str:
	for size, name in scales:
		if number >= size:
			count, rest = divmod(number, size)
			words = f"{_spell(count, scales)} {name}"
			if not rest:
				return words
			return f"{words}{' and' if rest < 100 else ','} {_spell(rest, scales)}"
	if number >= 100:
		hundreds, rest = divmod(number, 100)
		words = f"{ONES[hundreds]} hundred"
		return f"{words} and {_spell(rest, scales)}" if rest else words
	if number >= 20:
		tens, rest = divmod(number, 10)
		return f"{TENS[tens]} {ONES[rest]}" if rest else TENS[tens]
	return ONES[number]
