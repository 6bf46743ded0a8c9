"""Dates, times and durations as people read them: the site's formats and CLDR patterns, in English."""

import datetime
import re
from typing import Any

import frappe
from frappe.utils import dates
from frappe.utils.numbers import cint

NARROW_SPACE = "\u202f"
DATE_PATTERNS = {
	"short": "M/d/yy",
	"medium": "MMM d, y",
	"long": "MMMM d, y",
	"full": "EEEE, MMMM d, y",
}
TIME_PATTERNS = {"short": f"h:mm{NARROW_SPACE}a", "medium": f"h:mm:ss{NARROW_SPACE}a"}
PATTERN = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*")
NAMED = {"MMM", "MMMM", "LLL", "LLLL", "E", "EE", "EEE", "EEEE"}
SYMBOLS = {
	"y": lambda d: f"{d.year}",
	"yy": lambda d: f"{d.year % 100:02}",
	"yyyy": lambda d: f"{d.year:04}",
	"M": lambda d: f"{d.month}",
	"MM": lambda d: f"{d.month:02}",
	"MMM": lambda d: d.strftime("%b"),
	"MMMM": lambda d: d.strftime("%B"),
	"LLLL": lambda d: d.strftime("%B"),
	"d": lambda d: f"{d.day}",
	"dd": lambda d: f"{d.day:02}",
	"E": lambda d: d.strftime("%a"),
	"EEE": lambda d: d.strftime("%a"),
	"EEEE": lambda d: d.strftime("%A"),
	"h": lambda d: f"{d.hour % 12 or 12}",
	"hh": lambda d: f"{d.hour % 12 or 12:02}",
	"H": lambda d: f"{d.hour}",
	"HH": lambda d: f"{d.hour:02}",
	"m": lambda d: f"{d.minute}",
	"mm": lambda d: f"{d.minute:02}",
	"s": lambda d: f"{d.second}",
	"ss": lambda d: f"{d.second:02}",
	"a": lambda d: "AM" if d.hour < 12 else "PM",
}


def get_user_date_format() -> str:
	"""The date format in use, such as dd.mm.yyyy."""
	return frappe.db.get_default("date_format") or "yyyy-mm-dd"


get_user_format = get_user_date_format


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
	return _write(datetime.datetime.combine(date, datetime.time()), DATE_PATTERNS.get(pattern, pattern))


format_date = formatdate


def format_time(time_string: Any = None, format_string: str | None = None) -> str:
	"""The time of day in the user's format, or by a CLDR pattern; nothing for nothing."""
	if not time_string:
		return ""
	pattern = format_string or get_user_time_format()
	moment = datetime.datetime.combine(datetime.date(1970, 1, 1), dates.get_time(time_string))
	return _write(moment, TIME_PATTERNS.get(pattern, pattern))


def format_datetime(datetime_string: Any, format_string: str | None = None) -> str | None:
	"""Date and time in the user's formats, or by a CLDR pattern; None for nothing."""
	if not datetime_string:
		return None
	date_pattern = get_user_date_format().replace("mm", "MM")
	pattern = format_string or f"{date_pattern} {get_user_time_format()}"
	if pattern in TIME_PATTERNS:
		pattern = f"{DATE_PATTERNS[pattern]}, {TIME_PATTERNS[pattern]}"
	return _write(dates.get_datetime(datetime_string), pattern)


def _write(moment: datetime.datetime, pattern: str) -> str:
	return PATTERN.sub(lambda found: _write_part(moment, found[0]), pattern)


def _write_part(moment: datetime.datetime, part: str) -> str:
	if part.startswith("'"):
		return part[1:-1].replace("''", "'") or "'"
	english = (frappe.local.lang or "en").startswith("en")
	if part not in SYMBOLS or (part in NAMED and not english):
		raise NotImplementedError(f"frappe.utils.format_date: {part} in {frappe.local.lang}")
	return SYMBOLS[part](moment)


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
