"""Small things done to texts and lists: joining, escaping, parsing."""

import hashlib
import html
import json
import re
import secrets
import sys
import traceback
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import frappe

TAGS = re.compile(r"<[^>]*>")
TAG_START = re.compile(r"<[^/!\s>][^>]*>")


def cstr(s: Any, encoding: str = "utf-8") -> str:
	"""The value as text; None is the empty text."""
	if s is None:
		return ""
	return s.decode(encoding) if isinstance(s, bytes) else str(s)


def encode(obj: Any, encoding: str = "utf-8") -> Any:
	"""Text as bytes."""
	return obj.encode(encoding) if isinstance(obj, str) else obj


def escape_html(text: Any) -> Any:
	"""Text with the characters that mean something in HTML escaped."""
	if not isinstance(text, str):
		return text
	return html.escape(text, quote=False).replace('"', "&quot;").replace("'", "&apos;")


def strip_html(text: str) -> str:
	"""Text without its HTML tags."""
	return TAGS.sub("", text)


def is_html(text: str) -> re.Match | None:
	"""Whether there is a tag in the text."""
	return TAG_START.search(text)


def strip(val: str, chars: str | None = None) -> str:
	"""Text without blanks and zero-width spaces at its ends, or without the given characters."""
	return val.strip(chars) if chars else val.replace("\ufeff", "").replace("\u200b", "").strip()


def generate_hash(txt: str | None = None, length: int = 56) -> str:
	"""Hexadecimal digits by chance."""
	return secrets.token_hex(length)[:length]


def get_traceback(with_context: bool = False) -> str:
	"""Traceback of the error being handled; nothing where there is none."""
	return "".join(traceback.format_exception(*sys.exc_info())) if sys.exc_info()[0] else ""


def slug(name: str) -> str:
	"""The name as it stands in a desk address."""
	return quote(name.lower().replace(" ", "-"))


def quoted(url: str) -> str:
	"""The text quoted for an address."""
	return cstr(quote(encode(cstr(url)), safe=b"~@#$&()*!+=:;,.?/'"))


# Lists


def comma_sep(some_list: Any, pattern: str, add_quotes: bool = True) -> Any:
	"""The items with commas, the last one joined by the pattern."""
	if not isinstance(some_list, list | tuple):
		return some_list
	items = [f"'{item}'" if add_quotes else str(item) for item in some_list]
	if len(items) < 2:
		return cstr(some_list[0]) if items else ""
	return pattern.format(", ".join(items[:-1]), items[-1])


def comma_and(some_list: Any, add_quotes: bool = True) -> Any:
	"""'a', 'b' and 'c'."""
	return comma_sep(some_list, frappe._("{0} and {1}"), add_quotes)


def comma_or(some_list: Any, add_quotes: bool = True) -> Any:
	"""'a', 'b' or 'c'."""
	return comma_sep(some_list, frappe._("{0} or {1}"), add_quotes)


def unique(seq: Iterable) -> list:
	"""The items, each once, in their order."""
	return list(dict.fromkeys(seq))


# JSON and hashes


def parse_json(val: Any) -> Any:
	"""What the JSON text says; objects come back as `frappe._dict`."""
	if isinstance(val, str):
		val = json.loads(val)
	return frappe._dict(val) if isinstance(val, dict) else val


def sha256_hash(input: str | bytes) -> str:
	"""Hexadecimal SHA-256 of the text."""
	return hashlib.sha256(encode(input)).hexdigest()
