"""The reader's language, and how numbers and dates are written in it: the site's way in the site's language, else the language's own."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from salesflow_app import compat

NUMBER_FORMATS = {
	(".", ","): "#,###.##",
	(",", "."): "#.###,##",
	(",", " "): "# ###,##",
	(".", " "): "# ###.##",
	(".", "'"): "#'###.##",
}
"""Decimal and thousands separator -> Frappe's name for them."""
PLAIN = str.maketrans({"\xa0": " ", "\u202f": " ", "’": "'"})


def get_site_language() -> str:
	return frappe.db.get_default("lang") or "en"


@contextmanager
def write_in(language: str | None) -> Iterator[None]:
	"""Within it, words, numbers and dates are written for a reader of `language`, in templates too."""
	before = frappe.local.lang, frappe.local.jenv
	frappe.local.lang, frappe.local.jenv = language or get_site_language(), None
	try:
		yield
	finally:
		frappe.local.lang, frappe.local.jenv = before


def get_number_format() -> str | None:
	"""Frappe's name for the reader's number format; None where it is the site's, or unknown."""
	locale = _get_foreign_locale("number_format")
	if not locale:
		return None
	symbols = get_decimal_symbol(locale), get_group_symbol(locale)
	decimal, group = (symbol.translate(PLAIN) for symbol in symbols)
	return NUMBER_FORMATS.get((decimal, group))


def get_date_format() -> str | None:
	"""The reader's pattern for dates; None where it is the site's, or unknown."""
	locale = _get_foreign_locale("date_format")
	return locale.date_formats["medium"].pattern if locale else None


def _get_foreign_locale(kind: str) -> Locale | None:
	"""The reader's locale; None where Frappe's own settings say how this reader writes."""
	language = frappe.local.lang
	if not language or language == get_site_language() or compat.get_language_format(language, kind):
		return None
	try:
		return Locale.parse(language.replace("-", "_"))
	except (UnknownLocaleError, ValueError):
		return None
