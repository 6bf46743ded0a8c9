"""What templates may call. Running code that users write is not offered."""

import builtins
from collections.abc import Callable
from typing import Any

import frappe

BUILTINS = (
	"abs all any bool dict enumerate isinstance issubclass list max min range set sorted sum tuple".split()
)
UTILS = """
	DATE_FORMAT DATETIME_FORMAT TIME_FORMAT add_days add_months add_to_date add_years ceil cint comma_and comma_or
	comma_sep compare convert_utc_to_system_timezone cstr date_diff encode escape_html evaluate_filters
	expand_relative_urls floor flt fmt_money format_date format_datetime format_duration format_time formatdate
	generate_hash get_absolute_url get_datetime get_datetime_in_timezone get_datetime_str get_first_day
	get_first_day_of_week get_host_name get_last_day get_last_day_of_week get_link_to_form get_number_format_info
	get_quarter_ending get_quarter_start get_system_timezone get_time get_timedelta get_timespan_date_range get_url
	get_url_to_form get_url_to_list get_user_date_format get_user_time_format get_year_start getdate
	in_words is_html is_invalid_date_string markdown md_to_html money_in_words now now_datetime
	nowdate nowtime quoted remainder round_based_on_smallest_currency_fraction rounded
	scrub_urls sha256_hash strip strip_html time_diff time_diff_in_seconds to_timedelta today unique
""".split()
FRAPPE = """
	AuthenticationError DoesNotExistError DuplicateEntryError PermissionError ValidationError
	attach_print bold copy_doc delete_doc enqueue format format_value get_all get_cached_doc get_doc get_hooks
	get_last_doc get_list get_meta get_print get_system_settings log_error msgprint new_doc qb
	rename_doc render_template sendmail throw
""".split()
DATABASE = "count escape exists get_all get_default get_list get_single_value get_value".split()
READING = ("select", "with", "explain")


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
	return {
		**_pick(builtins, BUILTINS),
		"_": frappe._,
		"_dict": frappe._dict,
		"args": {},
		"as_json": frappe.as_json,
		"frappe": _get_frappe(),
		"json": NamespaceDict(loads=frappe.parse_json, dumps=frappe.as_json),
		"scrub": frappe.scrub,
	}


def _pick(source: Any, names: list[str]) -> dict:
	return {name: getattr(source, name) for name in names}


def _get_frappe() -> NamespaceDict:
	user = frappe.session.user
	return NamespaceDict(
		**_pick(frappe, FRAPPE),
		date_format=frappe.utils.get_user_date_format(),
		db=NamespaceDict(**_pick(frappe.db, DATABASE), sql=read_sql),
		flags=frappe._dict(),
		form_dict=frappe.local.form_dict,
		format_date=frappe.utils.format_date,
		get_fullname=frappe.utils.get_fullname,
		get_url=frappe.utils.get_url,
		lang=frappe.local.lang,
		request=getattr(frappe.local, "request", None),
		response=frappe.local.response,
		sanitize_html=frappe.utils.sanitize_html,
		session=frappe._dict(user=user, csrf_token=frappe.session.data and frappe.session.data.csrf_token),
		time_format=frappe.utils.get_user_time_format(),
		user=user,
		utils=NamespaceDict(**_pick(frappe.utils, UTILS)),
	)


def read_sql(query: str, *args, **kwargs) -> Any:
	"""Run a query that only reads."""
	if not query.strip().lower().startswith(READING):
		frappe.throw(
			frappe._("Query must be of SELECT or read-only WITH type."),
			title=frappe._("Unsafe SQL query"),
			exc=frappe.PermissionError,
		)
	return frappe.db.sql(query, *args, **kwargs)
