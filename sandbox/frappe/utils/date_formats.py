"""Dates, times and durations as people read them: the site's formats and CLDR patterns, by Babel."""

from typing import Any

import frappe
from babel import dates as babel_dates
from frappe.utils import dates
from frappe.utils.numbers import cint


def _get_locale() -> str:
	return (frappe.local.lang or "en").replace("-", "_")


def get_user_date_format() -> str:
	"""The date format in use, such as dd.mm.yyyy."""
	return frappe.db.get_default("date_format") or "yyyy-mm-dd"


def get_user_time_format() -> str:
	"""The time format in use, HH:mm:ss or HH:mm."""
	return frappe.db.get_default("time_format") or "HH:mm:ss"


def formatdate(
	string_date: Any = None, format_string: str | None = None, parse_day_first: bool = False
) -> str:
	"""The date in the user's format, or by a CLDR pattern; nothing for nothing."""
	if not string_date:
		return ""
	date = dates.getdate(string_date, parse_day_first) or dates.getdate()
	pattern = (format_string or get_user_date_format()).replace("mm", "MM").replace("Y", "y")
	return babel_dates.format_date(date, pattern, locale=_get_locale())


format_date = formatdate


def format_time(time_string: Any = None, format_string: str | None = None) -> str:
	"""The time of day in the user's format, or by a CLDR pattern; nothing for nothing."""
	if not time_string:
		return ""
	pattern = format_string or get_user_time_format()
	return babel_dates.format_time(dates.get_time(time_string), pattern, locale=_get_locale())


def format_datetime(datetime_string: Any, format_string: str | None = None) -> str | None:
	"""Date and time in the user's formats, or by a CLDR pattern; None for nothing."""
	if not datetime_string:
		return None
	date_pattern = get_user_date_format().replace("mm", "MM")
	pattern = format_string or f"{date_pattern} {get_user_time_format()}"
	return babel_dates.format_datetime(dates.get_datetime(datetime_string), pattern, locale=_get_locale())


def format_duration(seconds: Any, hide_days: bool = False) -> str:
	"""Seconds as "1d 2h 3m 4s"."""
	rest, parts = cint(seconds), []
	for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
		if unit == "d" and hide_days:
			continue
		count, rest = divmod(rest, size)
		if count:
			parts.append(f"{count}{unit}")
	return " ".join(parts)
