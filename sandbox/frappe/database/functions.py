"""What SQLite lacks of MariaDB: its functions, its LIKE, its order of texts and its types."""

import math
import re
import sqlite3
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache


def prepare(connection: sqlite3.Connection, database: str) -> None:
	"""Give a new connection MariaDB's functions."""
	connection.create_function("like", 2, like, deterministic=True)
	connection.create_function("concat", -1, concat, deterministic=True)
	connection.create_function("datediff", 2, datediff, deterministic=True)
	connection.create_function("now", 0, now)
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


@lru_cache(maxsize=50_000)
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
	one, other = fold(one), fold(other)
	return (one > other) - (one < other)


@lru_cache(maxsize=500)
def _get_like(pattern: str) -> re.Pattern:
	words = {"%": ".*", "_": "."}
	parts = re.findall(r"\\.|.", pattern, re.DOTALL)
	text = "".join(words.get(part) or re.escape(fold(part[-1]) or part[-1]) for part in parts)
	return re.compile(text, re.DOTALL)


def like(pattern, value) -> int | None:
	"""MariaDB's LIKE: a backslash takes a sign as it is."""
	if pattern is None or value is None:
		return None
	return int(_get_like(str(pattern)).fullmatch(fold(str(value))) is not None)


def concat(*values) -> str | None:
	"""All values as one text; NULL when one of them is."""
	return None if None in values else "".join(map(str, values))


def datediff(later, earlier) -> int | None:
	"""Days between two dates, whatever the time."""
	if not (later and earlier):
		return None
	return (date.fromisoformat(str(later)[:10]) - date.fromisoformat(str(earlier)[:10])).days


def now() -> str:
	"""The site's time."""
	from frappe.utils import now_datetime

	return now_datetime().strftime("%Y-%m-%d %H:%M:%S")


def read_date(value: bytes) -> date:
	"""A column of type date."""
	return date.fromisoformat(value[:10].decode())


def read_datetime(value: bytes) -> datetime:
	"""A column of type datetime."""
	return datetime.fromisoformat(value.decode())


def read_time(value: bytes) -> timedelta:
	"""A column of type time; MariaDB's driver gives the time since midnight."""
	hours, minutes, seconds = value.decode().split(":")
	return timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))


def read_decimal(value: bytes) -> float:
	"""A column of type decimal, with nine places."""
	return round(float(value), 9)


sqlite3.register_converter("date", read_date)
sqlite3.register_converter("datetime", read_datetime)
sqlite3.register_converter("time", read_time)
sqlite3.register_converter("decimal", read_decimal)
