"""Amounts, numbers, dates, times and texts as people read them. Plain text: the pages escape it."""

import html
import re
from datetime import datetime

from frappe import _
from frappe.utils import (
	convert_utc_to_system_timezone,
	cstr,
	escape_html,
	flt,
	fmt_money,
	format_date,
	format_time,
	get_system_timezone,
	strip_html,
)

from salesflow_app.documents.currency import get_share_precision
from salesflow_app.text import reader

MOST_DECIMALS = 6
NO_BREAK = "\N{NO-BREAK SPACE}"
COUNTED = ("Nos", "Unit")
"""ERPNext's units of things that have no other."""
END_OF_LINE = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])>", re.IGNORECASE)


def money(amount: float | None, currency: str, precision: int = 2) -> str:
	"""The amount with its currency, rounded to the decimals that the document keeps; never torn apart.

	Whole yen have no decimals, also where the site keeps two of everything.
	"""
	value = flt(amount, precision)
	precision = get_share_precision(currency, precision, [value])
	money = fmt_money(abs(value), precision, currency, reader.get_number_format()).replace(" ", NO_BREAK)
	return f"-{money}" if value < 0 else money


def number(value: float | None) -> str:
	"""A quantity with only as many decimals as it needs."""
	text = f"{flt(value, MOST_DECIMALS):.{MOST_DECIMALS}f}".rstrip("0")
	decimals = len(text.partition(".")[2])
	return fmt_money(flt(value, MOST_DECIMALS), decimals, format=reader.get_number_format())


def percent(value: float | None) -> str:
	"""A percentage; nothing where there is none."""
	return f"{number(value)}{NO_BREAK}%" if flt(value) else ""


def unit(uom: str | None) -> str:
	"""The unit beside a quantity; nothing where it only says that things are counted."""
	return "" if not uom or uom in COUNTED else _(uom)


def date(value) -> str:
	"""A date in the reader's format; nothing where there is none."""
	return format_date(value, reader.get_date_format()) if value else ""


def moment(value) -> str:
	"""A time of this site, to the minute, with its time zone."""
	if not value:
		return ""
	return f"{date(value)} {format_time(value, 'HH:mm')} ({get_system_timezone()})"


def utc_moment(text: str) -> str:
	"""The site's time for an ISO time in UTC, as evidence keeps it."""
	return moment(_get_site_time(text)) if text else ""


def utc_date(text: str) -> str:
	"""The site's day of an ISO time in UTC."""
	return date(_get_site_time(text)) if text else ""


def _get_site_time(text: str) -> datetime:
	utc = datetime.fromisoformat(text).replace(tzinfo=None)
	return convert_utc_to_system_timezone(utc).replace(tzinfo=None)


def read_utc(text: str) -> datetime:
	"""The site's time for an ISO time in UTC as other services write it: a final Z, a fraction of any length.

	Raises ValueError.
	"""
	whole, _dot, fraction = text.strip().removesuffix("Z").partition(".")
	return _get_site_time(f"{whole}.{fraction[:6]:0<6}" if fraction else whole)


def one_line(rich_text: str | None) -> str:
	"""Text of a rich text field, in one line."""
	return " ".join(html.unescape(strip_html(cstr(rich_text).replace("<", " <"))).split())


def lines(rich_text: str | None) -> str:
	"""Text of a rich text field, with its lines."""
	text = html.unescape(strip_html(END_OF_LINE.sub("\n", cstr(rich_text))))
	rows = (" ".join(row.split()) for row in text.split("\n"))
	return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()


def as_written(text: str | None) -> str:
	"""What somebody typed into a plain text field. Frappe keeps it as HTML once there is a `<` in it."""
	return html.unescape(cstr(text))


def as_rich_text(text: str | None) -> str:
	"""A plain text field's words for a rich text field."""
	return escape_html(as_written(text)).replace("\n", "<br>")


def read_view(view: object) -> object:
	"""A page's view with every text as it was written; `…_html` is rich text and stays."""
	if isinstance(view, str):
		return as_written(view)
	if isinstance(view, list | tuple):
		return [read_view(item) for item in view]
	if isinstance(view, dict):
		return {key: item if str(key).endswith("_html") else read_view(item) for key, item in view.items()}
	return view
