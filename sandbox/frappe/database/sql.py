"""Queries in SQLite's words: literals, placeholders, and the few constructs that MariaDB writes otherwise."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

PLACEHOLDER = re.compile(r"%\((\w+)\)s|%s|%%")
WRITES = re.compile(r"(insert|update|delete|replace|create|drop|alter)\b", re.I)
ALTERS = re.compile(r"(create|drop|alter)\b", re.I)
LOCK = re.compile(r"\s+for update\b(?: (nowait|skip locked))?", re.I)
COLUMNS = """(select m.name as table_name, database() as table_schema, p.name as column_name
	from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table')"""
INFORMATION = re.compile(r"\binformation_schema\.columns\b", re.I)

MANY = (list, tuple, set, frozenset)


class Statement(NamedTuple):
	"""A query as SQLite runs it, `plain` where no value is a list, and its placeholders (None for `%s`)."""

	pieces: tuple[str, ...]
	plain: str
	keys: tuple[str | None, ...]
	writes: bool
	alters: bool
	locks: bool


@lru_cache(maxsize=4000)
def read(query: str, has_values: bool) -> Statement:
	"""What has to be known of a query before it runs."""
	text = query.strip().rstrip(";")
	lock = LOCK.search(text)
	if lock and lock.group(1):
		raise NotImplementedError(f"frappe.db.sql: {lock.group(1)}, there are no locks of single rows")
	text = INFORMATION.sub(COLUMNS, LOCK.sub("", text))
	writes, alters = bool(WRITES.match(text)), bool(ALTERS.match(text))
	if not has_values:
		return Statement((text,), text, (), writes, alters, bool(lock))
	pieces, keys, start = [""], [], 0
	for found in PLACEHOLDER.finditer(text):
		pieces[-1] += text[start : found.start()]
		start = found.end()
		if found.group(0) == "%%":
			pieces[-1] += "%"
		else:
			keys.append(found.group(1))
			pieces.append("")
	pieces[-1] += text[start:]
	return Statement(tuple(pieces), "?".join(pieces), tuple(keys), writes, alters, bool(lock))


def bind(statement: Statement, values) -> tuple[str, list]:
	"""SQL and parameters; a list stands for as many as it holds."""
	if not isinstance(values, dict | list | tuple):
		values = (values,)
	if not isinstance(values, dict) and len(values) < len(statement.keys):
		raise TypeError("not enough arguments for format string")
	given = [values[number if key is None else key] for number, key in enumerate(statement.keys)]
	if not any(isinstance(value, MANY) for value in given):
		return statement.plain, [adapt(value) for value in given]
	marks = [f"({', '.join('?' * len(value))})" if isinstance(value, MANY) else "?" for value in given]
	text = "".join(mark + piece for mark, piece in zip(["", *marks], statement.pieces, strict=True))
	return text, [adapt(one) for value in given for one in (value if isinstance(value, MANY) else (value,))]


def quote(value) -> str:
	"""The value as a literal."""
	value = adapt(value)
	if value is None:
		return "NULL"
	return repr(value) if isinstance(value, int | float) else "'" + value.replace("'", "''") + "'"


def adapt(value):
	"""A Python value as SQLite stores it."""
	if value is None or type(value) in (str, int, float):
		return value
	if isinstance(value, Enum):
		value = value.value
	if isinstance(value, datetime):
		return value.strftime("%Y-%m-%d %H:%M:%S.%f")
	if isinstance(value, date):
		return value.isoformat()
	if isinstance(value, timedelta):
		return str(datetime.min + value).split(" ")[1]
	if isinstance(value, int):
		return int(value)
	if isinstance(value, Decimal | float):
		return float(value)
	return str(value)
