"""What templates may call. Running code that users write is not offered."""

import builtins
from collections.abc import Callable
from typing import Any

import frappe
from werkzeug.local import LocalProxy

BUILTINS = "abs all any bool dict enumerate isinstance list max min range set sorted sum tuple".split()
UTILS = """
	add_days add_months add_to_date add_years ceil cint comma_and comma_or cstr date_diff escape_html floor flt
	fmt_money format_date format_datetime format_duration format_time formatdate get_absolute_url get_datetime
	get_first_day get_fullname get_last_day get_link_to_form get_url get_url_to_form get_url_to_list getdate in_words
	is_html markdown md_to_html money_in_words now now_datetime nowdate nowtime quoted rounded strip_html today
""".split()
FRAPPE = """
	bold copy_doc format format_value get_all get_cached_doc get_doc get_hooks get_last_doc get_list get_meta
	get_system_settings msgprint new_doc render_template throw session form_dict request response lang
""".split()
DATABASE = "count escape exists get_all get_default get_list get_single_value get_value".split()


class NamespaceDict(frappe._dict):
	"""A dict with its keys as attributes; what it does not hold cannot be called."""

	def __getattr__(self, key: str) -> Any:
		if key.startswith("__"):
			raise AttributeError(key)
		return self[key] if key in self else _make_refusal(key)


def _make_refusal(key: str) -> Callable:
	def default_function(*_args, **_kwargs):
		raise AttributeError(f"module has no attribute '{key}'")

	return default_function


def get_safe_globals() -> dict:
	"""Names that a template sees, besides those of its context."""
	user = LocalProxy(lambda: frappe.session.user)
	return {
		**_pick(builtins, BUILTINS),
		"_": frappe._,
		"_dict": frappe._dict,
		"args": {},
		"as_json": frappe.as_json,
		"frappe": NamespaceDict(
			**_pick(frappe, FRAPPE),
			**_pick(frappe.utils, ("format_date", "get_fullname", "get_url", "sanitize_html")),
			db=NamespaceDict({name: _ask_database(name) for name in DATABASE}, sql=read_sql),
			flags=frappe._dict(),
			user=user,
			utils=NamespaceDict(**_pick(frappe.utils, UTILS)),
		),
		"json": NamespaceDict(loads=frappe.parse_json, dumps=frappe.as_json),
		"scrub": frappe.scrub,
	}


def _pick(source: Any, names: list[str] | tuple[str, ...]) -> dict:
	return {name: getattr(source, name) for name in names}


def _ask_database(name: str) -> Callable:
	return lambda *args, **kwargs: getattr(frappe.db, name)(*args, **kwargs)


def read_sql(query: str, *args, **kwargs) -> Any:
	"""Run a query that only reads."""
	if not query.strip().lower().startswith("select"):
		frappe.throw(
			frappe._("Query must be of SELECT or read-only WITH type."),
			title=frappe._("Unsafe SQL query"),
			exc=frappe.PermissionError,
		)
	return frappe.db.sql(query, *args, **kwargs)
