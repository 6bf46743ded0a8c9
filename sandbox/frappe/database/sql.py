"""MariaDB's SQL said in SQLite's words: literals, placeholders and the handful of constructs that differ."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

TOKENS = re.compile(
	r"""(?P<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")|(?P<name>`[^`]*`)|%\((?P<key>\w+)\)s|(?P<mark>%s)|(?P<percent>%%)""",
	re.DOTALL,
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "%": "\\%", "_": "\\_"}
MASK = re.compile(r"\x00(\d+)\x00")
WRITES = re.compile(r"\s*(insert|update|delete|replace|create|drop|alter|truncate|rename)\b", re.I)
ALTERS = re.compile(r"(create|drop|alter|rename)\b", re.I)
LOCKS = re.compile(r"\bfor update\b(?: (nowait|skip locked))?|\block in share mode\b", re.I)
TABLES = """(select name as table_name, database() as table_schema, 'BASE TABLE' as table_type
	from sqlite_master where type = 'table' and name not like 'sqlite%')"""
COLUMNS = """(select m.name as table_name, database() as table_schema, p.name as column_name,
	p.type as column_type, p.cid + 1 as ordinal_position, p.dflt_value as column_default,
	iif(p.pk, 'PRI', '') as column_key, iif(p."notnull", 'NO', 'YES') as is_nullable
	from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table')"""
REWRITES = [
	(LOCKS, ""),
	(re.compile(r"\bif\s*\(", re.I), "iif("),
	(re.compile(r"\b(left|right)\s*\(", re.I), r'"\1"('),
	(re.compile(r"(?<![/*])/(?![/*])"), " * 1.0 / "),
	(re.compile(r"\binsert\s+ignore\b", re.I), "insert or ignore"),
	(re.compile(r"\btruncate\s+table\b", re.I), "delete from"),
	(re.compile(r"<=>"), " is "),
	(re.compile(r"\b(?:force|use)\s+index\s*\([^)]*\)", re.I), ""),
	(
		re.compile(r"\bgroup_concat\s*\((?!\s*distinct)(.+?)\s+separator\s+(\x00\d+\x00)\s*\)", re.I),
		r"group_concat(\1, \2)",
	),
	(re.compile(r"`?information_schema`?\s*\.\s*`?tables`?", re.I), lambda _found: TABLES),
	(re.compile(r"`?information_schema`?\s*\.\s*`?columns`?", re.I), lambda _found: COLUMNS),
]
DIFFERENT = re.compile(
	r"\b(?:update|share mode|if|ignore|truncate|index|group_concat|information_schema|left|right)\b|<=>|/",
	re.I,
)


MOMENTS = re.compile(r"\b(?:max|min)\s*\(", re.I)
SPECIAL = re.compile(
	r"(?:savepoint|rollback|release|commit|start transaction|begin|show)\b|set (?:session )?innodb_", re.I
)


class Traits(NamedTuple):
	"""What has to be known of a statement before it runs."""

	text: str
	is_special: bool
	writes: bool
	alters: bool
	lock: str | None
	has_moments: bool


@lru_cache(maxsize=4000)
def get_traits(query: str) -> Traits:
	"""Traits of a statement; `text` is the statement without white space and semicolon around it."""
	text = query.strip().rstrip(";")
	is_special, has_moments = bool(SPECIAL.match(text)), bool(MOMENTS.search(text))
	alters = bool(ALTERS.match(text))
	return Traits(text, is_special, is_write(text), alters, wants_lock(text), has_moments)


def quote(value) -> str:
	"""The value as a literal, as `frappe.db.sql` reads it."""
	value = adapt(value)
	if value is None:
		return "NULL"
	if isinstance(value, int | float):
		return repr(value)
	return "'" + escape(value) + "'"


def escape(text: str) -> str:
	"""Inside of a quoted text, with MariaDB's backslashes."""
	return text.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"').replace("\0", "\\0")


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
		return format_time(value)
	if isinstance(value, bool | int):
		return int(value)
	if isinstance(value, Decimal | float):
		return float(value)
	if isinstance(value, bytes):
		return value.decode()
	return str(value)


def format_time(value: timedelta) -> str:
	"""A time of the day as MariaDB writes it."""
	seconds = int(value.total_seconds())
	return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{value.microseconds:06}"


def is_write(query: str) -> bool:
	"""Does the statement change something?"""
	return bool(WRITES.match(query))


def wants_lock(query: str) -> str | None:
	"""What follows `for update`: an empty text, "nowait" or "skip locked"; None without it."""
	if "for update" not in query.lower():
		return None
	found = LOCKS.search(mask_texts(query))
	return (found.group(1) or "").lower() if found else None


def mask_texts(query: str) -> str:
	"""The query without its quoted texts."""
	return TOKENS.sub(lambda found: "''" if found.group("text") else found.group(0), query)


def bind(query: str, values) -> tuple[str, list]:
	"""SQLite's query and its parameters for a query with `%s` or `%(name)s`."""
	if not isinstance(values, dict | list | tuple | None):
		values = (values,)
	pieces = translate(query, bool(values))
	if not values:
		return pieces[0], []
	if isinstance(values, list | tuple) and len(values) < len(pieces) // 2:
		raise TypeError("not enough arguments for format string")
	sql, parameters = [pieces[0]], []
	for number, (key, piece) in enumerate(zip(pieces[1::2], pieces[2::2], strict=True)):
		value = values[number] if key is None else values[key]
		if isinstance(value, list | tuple | set | frozenset):
			parameters += [adapt(entry) for entry in value]
			sql.append("(" + ", ".join("?" * len(value)) + ")")
		else:
			parameters.append(adapt(value))
			sql.append("?")
		sql.append(piece)
	return "".join(sql), parameters


@lru_cache(maxsize=2000)
def translate(query: str, has_values: bool) -> list:
	"""Texts of the query, with the names of its placeholders (None for `%s`) between them."""
	texts, keys = [], []

	def mask(found: re.Match) -> str:
		if found.group("name"):
			return found.group(0)
		if found.group("percent"):
			return "%" if has_values else "%%"
		if found.group("text"):
			texts.append(read_text(found.group("text"), has_values))
			return f"\0{len(texts) - 1}\0"
		if not has_values:
			return found.group(0)
		keys.append(found.group("key"))
		return "\1"

	masked = rewrite(TOKENS.sub(mask, query))
	parts = [MASK.sub(lambda found: texts[int(found.group(1))], part) for part in masked.split("\1")]
	pieces = [parts[0]]
	for key, part in zip(keys, parts[1:], strict=True):
		pieces += [key, part]
	return pieces


def read_text(literal: str, has_values: bool) -> str:
	"""A text of MariaDB, in single or double quotes with backslashes, as one of SQLite."""
	mark = literal[0]
	text = literal[1:-1].replace(mark * 2, mark)
	text = re.sub(r"\\(.)", lambda found: ESCAPES.get(found.group(1), found.group(1)), text, flags=re.DOTALL)
	if has_values:
		text = text.replace("%%", "%")
	return "'" + text.replace("'", "''") + "'"


def rewrite(masked: str) -> str:
	"""The constructs that SQLite writes differently; quoted texts are masked."""
	if not DIFFERENT.search(masked):
		return masked
	for pattern, words in REWRITES:
		masked = pattern.sub(words, masked)
	parts = re.split(r"\bon duplicate key update\b", masked, maxsplit=1, flags=re.I)
	if len(parts) == 1:
		return masked
	updates = re.sub(r"\bvalues\s*\(\s*(`?\w+`?)\s*\)", r"excluded.\1", parts[1], flags=re.I)
	return f"{parts[0]}on conflict do update set{updates}"


def split_clauses(text: str) -> Iterable[str]:
	"""The clauses of an `alter table`, at the commas outside of brackets."""
	depth, clause = 0, ""
	for sign in text:
		depth += {"(": 1, ")": -1}.get(sign, 0)
		if sign == "," and not depth:
			yield clause.strip()
			clause = ""
		else:
			clause += sign
	yield clause.strip()
