"""Small questions to a site whose answers are compared between the sandbox and a real bench.

A probe is a function without arguments; its answer, or the error it raises, is plain JSON. Everything it does is
rolled back. `python -m salesflow_app.tests.site.probes` prints all answers of the site it runs on.
"""

import datetime
import importlib
import pkgutil
import re
from collections.abc import Callable
from typing import Any

import frappe

PROBES: dict[str, Callable[[], Any]] = {}
HASH = re.compile(r"\b[a-z0-9]{10}\b|\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8}\b|\b[0-9]{8}\b")
"""Names that are drawn by lot, by Frappe or by the tests; one in ten of Frappe's has letters only, like a word."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+")
NUMBER = re.compile(r"\b([A-Z]+(?:-[A-Z]+)*-\d{4}-)\d{5}\b")
"""The number that a naming series has come to."""


def probe(function: Callable[[], Any]) -> Callable[[], Any]:
	"""Register a probe under the name of its module and function."""
	PROBES[f"{function.__module__.rpartition('.')[2]}.{function.__name__}"] = function
	return function


def each(name: str, function: Callable, *calls: tuple) -> None:
	"""One probe for each tuple of arguments."""
	for arguments in calls:
		key = f"{name}({', '.join(map(repr, arguments))})"
		assert key not in PROBES, key
		PROBES[key] = lambda arguments=arguments: function(*arguments)


def ask_all() -> dict[str, Any]:
	"""All answers, each on the same untouched site."""
	return {name: _ask(function) for name, function in PROBES.items()}


def _ask(function: Callable[[], Any]) -> Any:
	frappe.set_user("Administrator")
	frappe.clear_messages()
	frappe.cache.delete_value("user_permissions")  # an earlier probe's, which was rolled back
	try:
		return _plain(function())
	except Exception as error:
		return {"error": type(error).__name__, "message": _tidy(str(error))}
	finally:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_messages()


def _plain(value: Any) -> Any:
	if isinstance(value, dict):
		return {str(key): _plain(entry) for key, entry in value.items()}
	if isinstance(value, list | tuple | set):
		entries = sorted(value, key=str) if isinstance(value, set) else value
		return [_plain(entry) for entry in entries]
	if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
		return f"{type(value).__name__} {value}"
	if isinstance(value, bool | int | float) or value is None:
		return value
	return _tidy(str(value))


def _tidy(text: str) -> str:
	if "Traceback (most recent call last)" in text:
		text = text.strip().splitlines()[-1]
	for name in (frappe.utils.get_url(), frappe.conf.db_name):
		text = text.replace(name or "no name", "(site)")
	return NUMBER.sub(r"\1(number)", MOMENT.sub("(moment)", HASH.sub("(drawn)", text)))


def load_all() -> None:
	"""Import the modules that hold the probes."""
	for module in pkgutil.iter_modules(__path__):
		if not module.name.startswith("_"):
			importlib.import_module(f"{__name__}.{module.name}")
