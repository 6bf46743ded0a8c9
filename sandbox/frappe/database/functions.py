"""What SQLite lacks of MariaDB: its functions, its LIKE and its types."""

import math
import re
import sqlite3
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache


def prepare(connection: sqlite3.Connection, database: str) -> None:
	"""Give a new connection MariaDB's functions."""
	for name, count, function in FUNCTIONS:
		connection.create_function(name, count, function, deterministic=name not in CLOCKS)
	connection.create_function("database", 0, lambda: database)
	connection.create_collation("nocase", compare)
	connection.create_aggregate("sum", 1, Sum)


class Sum:
	"""MariaDB adds decimal numbers without the small errors of floats, and the driver gives a float."""

	def __init__(self):
		self.values: list[float] = []

	def step(self, value) -> None:
		"""One more row."""
		if value is not None:
			self.values.append(float(value))

	def finalize(self) -> float | None:
		"""The sum; NULL where there was no value."""
		return round(math.fsum(self.values), 9) if self.values else None


def fold(text: str) -> str:
	"""The text without what MariaDB's utf8mb4_unicode_ci does not tell apart: cases, accents, spaces behind."""
	if text.isascii():
		return text.lower().rstrip(" ")
	parts = unicodedata.normalize("NFKD", text.casefold())
	return "".join(sign for sign in parts if not unicodedata.combining(sign)).rstrip(" ")


def compare(one: str, other: str) -> int:
	"""The order of texts."""
	if one == other:
		return 0
	one = one.lower().rstrip(" ") if one.isascii() else fold(one)
	other = other.lower().rstrip(" ") if other.isascii() else fold(other)
	return (one > other) - (one < other)


@lru_cache(maxsize=500)
def _get_like(pattern: str) -> re.Pattern:
	words = {"%": ".*", "_": "."}
	parts = re.findall(r"\\.|.", pattern, re.DOTALL)
	text = "".join(words.get(part) or re.escape(fold(part[-1]) or part[-1]) for part in parts)
	return re.compile(text, re.DOTALL)


def like(pattern, value):
	"""MariaDB's LIKE: a backslash takes a sign as it is."""
	if pattern is None or value is None:
		return None
	return int(_get_like(str(pattern)).fullmatch(fold(str(value))) is not None)


def regexp(pattern, value):
	"""MariaDB's REGEXP."""
	if pattern is None or value is None:
		return None
	return int(re.search(pattern, str(value), re.IGNORECASE) is not None)


def concat(*values):
	"""All values as one text; NULL when one of them is."""
	return None if None in values else "".join(map(str, values))


def _moment(value) -> datetime:
	return read_datetime(str(value).encode())


def _with_moment(function):
	return lambda value, *others: None if value is None else function(_moment(value), *others)


def datediff(one, other):
	"""Days between two dates."""
	return None if one is None or other is None else (_moment(one).date() - _moment(other).date()).days


def _now(pattern: str):
	from frappe.utils import now_datetime

	return now_datetime().strftime(pattern)


CLOCKS = {"now", "curdate"}
FUNCTIONS = [
	("like", 2, like),
	("regexp", 2, regexp),
	("concat", -1, concat),
	("left", 2, lambda text, count: None if text is None else str(text)[:count]),
	("right", 2, lambda text, count: None if text is None else str(text)[-count:] if count > 0 else ""),
	("upper", 1, lambda text: None if text is None else str(text).upper()),
	("lower", 1, lambda text: None if text is None else str(text).lower()),
	("floor", 1, lambda number: None if number is None else math.floor(number)),
	("ceil", 1, lambda number: None if number is None else math.ceil(number)),
	("char_length", 1, lambda text: None if text is None else len(str(text))),
	("now", -1, lambda *_precision: _now("%Y-%m-%d %H:%M:%S")),
	("curdate", 0, lambda: _now("%Y-%m-%d")),
	("date", 1, _with_moment(lambda moment: moment.date().isoformat())),
	("year", 1, _with_moment(lambda moment: moment.year)),
	("month", 1, _with_moment(lambda moment: moment.month)),
	("day", 1, _with_moment(lambda moment: moment.day)),
	("datediff", 2, datediff),
]


def read_date(value: bytes) -> date | None:
	"""A column of type date."""
	return date.fromisoformat(value[:10].decode())


def read_datetime(value: bytes) -> datetime:
	"""A column of type datetime."""
	text = value.decode()
	if len(text) == 26 or "." not in text:
		return datetime.fromisoformat(text)
	return datetime.fromisoformat(text[:26].ljust(26, "0"))


def read_time(value: bytes) -> timedelta:
	"""A column of type time; MariaDB's driver gives the time since midnight."""
	hours, minutes, *seconds = value.decode().split(":")
	return timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds[0] if seconds else 0))


def read_decimal(value: bytes) -> float:
	"""A column of type decimal, with nine places."""
	return round(float(value), 9)


sqlite3.register_converter("date", read_date)
sqlite3.register_converter("datetime", read_datetime)
sqlite3.register_converter("time", read_time)
sqlite3.register_converter("decimal", read_decimal)
