"""Dates and times: now, parsing, arithmetic, time zones. Formatting is in date_formats."""

import datetime
import re
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from dateutil import parser
from dateutil.parser import ParserError
from dateutil.relativedelta import relativedelta
from frappe.utils import clock
from frappe.utils.numbers import cint

DATE_FORMAT = "%Y-%m-%d"
TIME_FORMAT = "%H:%M:%S.%f"
DATETIME_FORMAT = f"{DATE_FORMAT} {TIME_FORMAT}"
EMPTY_DATES = ("", "0001-01-01", "0000-00-00")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIMEDELTA = re.compile(
	r"(?:(?P<days>\d+) days?, )?(?P<hours>\d+):(?P<minutes>\d+):(?P<seconds>\d+(?:\.\d+)?)"
)


# Now


def now_datetime() -> datetime.datetime:
	"""The time on the site's clock, without a time zone."""
	zone = ZoneInfo(get_system_timezone())
	return datetime.datetime.now(zone).replace(tzinfo=None) + clock.get_offset()


def now() -> str:
	"""The time on the site's clock, or the one that `frappe.flags.current_date` names."""
	moment, day = now_datetime(), frappe.flags.current_date
	if day:
		moment = datetime.datetime.combine(getdate(day), moment.time())
	return moment.strftime(DATETIME_FORMAT)


def nowdate() -> str:
	"""Today as YYYY-MM-DD."""
	return now_datetime().strftime(DATE_FORMAT)


today = nowdate


def nowtime() -> str:
	"""The time of day."""
	return now_datetime().strftime(TIME_FORMAT)


def get_system_timezone() -> str:
	"""The site's time zone."""
	if not getattr(frappe.local, "db", None) or frappe.local.flags.in_install_db:
		return "Asia/Kolkata"
	return frappe.get_system_settings("time_zone") or "Asia/Kolkata"


def convert_utc_to_timezone(utc_timestamp: datetime.datetime, time_zone: str) -> datetime.datetime:
	"""The same moment in another time zone; a time without a zone counts as UTC."""
	own_zone = utc_timestamp.tzinfo or datetime.timezone.utc
	return utc_timestamp.replace(tzinfo=own_zone).astimezone(ZoneInfo(time_zone))


def convert_utc_to_system_timezone(utc_timestamp: datetime.datetime) -> datetime.datetime:
	"""The same moment in the site's time zone."""
	return convert_utc_to_timezone(utc_timestamp, get_system_timezone())


# Parsing


def is_invalid_date_string(date_string: Any) -> bool:
	"""Whether it is no text, empty, or the year zero."""
	return not isinstance(date_string, str) or date_string[:10] in EMPTY_DATES


def getdate(string_date: Any = None, parse_day_first: bool = False) -> datetime.date | None:
	"""The date of a text, date or time; today where nothing is given."""
	if not string_date:
		return now_datetime().date()
	if isinstance(string_date, datetime.date):
		return string_date.date() if isinstance(string_date, datetime.datetime) else string_date
	return None if is_invalid_date_string(string_date) else _read_date(string_date, parse_day_first)


def _read_date(text: str, dayfirst: bool) -> datetime.date:
	try:
		if ISO_DATE.fullmatch(text) and not dayfirst:
			return datetime.date.fromisoformat(text)
		return _parse(text, dayfirst).date()
	except (ParserError, ValueError, OverflowError):
		words = frappe._("{} is not a valid date string.")
		frappe.throw(words.format(frappe.bold(text)), title=frappe._("Invalid Date"))


def get_datetime(datetime_str: Any = None) -> datetime.datetime | datetime.timedelta | None:
	"""The moment of a text, date or time; now where None is given."""
	match datetime_str:
		case str():
			return None if is_invalid_date_string(datetime_str) else _parse(datetime_str)
		case datetime.datetime() | datetime.timedelta():
			return datetime_str
		case datetime.date(year=year, month=month, day=day):
			return datetime.datetime(year, month, day)
		case [*numbers]:
			return datetime.datetime(*numbers)
	return now_datetime() if datetime_str is None else None


def _parse(text: str, dayfirst: bool = False) -> datetime.datetime:
	midnight = now_datetime().replace(hour=0, minute=0, second=0, microsecond=0)
	return parser.parse(text, dayfirst=dayfirst, default=midnight)


def get_time(time_str: Any) -> datetime.time:
	"""The time of day of a text, time or duration."""
	match time_str:
		case datetime.time():
			return time_str
		case datetime.timedelta():
			moment = datetime.datetime.min + time_str
		case _:
			moment = time_str if isinstance(time_str, datetime.datetime) else parser.parse(time_str)
	return moment.time()


def get_timedelta(time: str | None = None) -> datetime.timedelta | None:
	"""The duration that a text like "1 day, 2:03:04" names; None where it names none."""
	found = TIMEDELTA.search(time or "0:0:0")
	if not found:
		return None
	return datetime.timedelta(**{unit: float(value) for unit, value in found.groupdict().items() if value})


def to_timedelta(time_str: Any) -> Any:
	"""The duration since midnight of a time as text; anything else stays as it is."""
	is_time = isinstance(time_str, str | datetime.time)
	return get_timedelta(str(time_str)) if is_time else time_str


# Arithmetic


def add_to_date(
	date,
	years=0,
	months=0,
	weeks=0,
	days=0,
	hours=0,
	minutes=0,
	seconds=0,
	as_string=False,
	as_datetime=False,
):
	"""The date or time moved; text gives text."""
	has_time = as_datetime or hours or minutes or seconds
	if is_text := isinstance(date, str):
		has_time = has_time or " " in date
		start = _parse_for_arithmetic(date)
	else:
		start = get_datetime(date) if has_time or date is None else date
	step = relativedelta(
		years=years, months=months, weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
	)
	if is_text or as_string:
		return (start + step).strftime(DATETIME_FORMAT if has_time else DATE_FORMAT)
	return start + step


def _parse_for_arithmetic(date: str) -> datetime.datetime:
	try:
		return _parse(date)
	except ParserError:
		frappe.throw(frappe._("Please select a valid date filter"), title=frappe._("Invalid Date"))


def add_days(date, days):
	"""The date moved by days."""
	return add_to_date(date, days=days)


def add_months(date, months):
	"""The date moved by months."""
	return add_to_date(date, months=months)


def add_years(date, years):
	"""The date moved by years."""
	return add_to_date(date, years=years)


def date_diff(string_ed_date: Any, string_st_date: Any) -> int:
	"""Days from the second date to the first."""
	return (getdate(string_ed_date) - getdate(string_st_date)).days


def time_diff(string_ed_date: Any, string_st_date: Any) -> datetime.timedelta:
	"""The duration from the second moment to the first."""
	return get_datetime(string_ed_date) - get_datetime(string_st_date)


def time_diff_in_seconds(string_ed_date: Any, string_st_date: Any) -> float:
	"""Seconds from the second moment to the first."""
	return time_diff(string_ed_date, string_st_date).total_seconds()


# The calendar


def _text_or_date(date: datetime.date, as_str: bool) -> datetime.date | str:
	return date.strftime(DATE_FORMAT) if as_str else date


def get_first_day(dt: Any, d_years: int = 0, d_months: int = 0, as_str: bool = False):
	"""First day of the date's month, moved by whole years and months."""
	moved = getdate(dt).replace(day=1) + relativedelta(years=cint(d_years), months=cint(d_months))
	return _text_or_date(moved, as_str)


def get_last_day(dt: Any) -> datetime.date:
	"""Last day of the date's month."""
	return get_first_day(dt) + relativedelta(day=31)
