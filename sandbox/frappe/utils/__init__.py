# ruff: noqa: F401
"""Frappe's everyday functions. Each lives in a room of its own here; this is the front door."""

import importlib
from importlib.util import find_spec
from typing import Any

import frappe
from frappe.utils.addresses import (
	expand_relative_urls,
	extract_email_id,
	get_absolute_url,
	get_formatted_email,
	get_fullname,
	get_host_name,
	get_link_to_form,
	get_site_path,
	get_url,
	get_url_to_form,
	get_url_to_list,
	parse_addr,
	scrub_urls,
	split_emails,
	validate_email_address,
	validate_name,
	validate_phone_number,
	validate_url,
)
from frappe.utils.comparing import cast, compare, evaluate_filters
from frappe.utils.date_formats import (
	format_date,
	format_datetime,
	format_duration,
	format_time,
	formatdate,
	get_user_date_format,
	get_user_format,
	get_user_time_format,
)
from frappe.utils.dates import (
	DATE_FORMAT,
	DATETIME_FORMAT,
	TIME_FORMAT,
	DateTimeLikeObject,
	add_days,
	add_months,
	add_to_date,
	add_years,
	convert_utc_to_system_timezone,
	convert_utc_to_timezone,
	date_diff,
	days_diff,
	get_datetime,
	get_datetime_in_timezone,
	get_datetime_str,
	get_first_day,
	get_first_day_of_week,
	get_last_day,
	get_last_day_of_week,
	get_quarter_ending,
	get_quarter_start,
	get_system_timezone,
	get_time,
	get_timedelta,
	get_year_ending,
	get_year_start,
	getdate,
	is_invalid_date_string,
	now,
	now_datetime,
	nowdate,
	nowtime,
	time_diff,
	time_diff_in_seconds,
	to_timedelta,
	today,
)
from frappe.utils.html_utils import sanitize_html, unescape_html
from frappe.utils.markdowns import markdown, md_to_html
from frappe.utils.money import fmt_money, get_number_format_info, in_words, money_in_words, number_format_info
from frappe.utils.numbers import (
	ceil,
	cint,
	floor,
	flt,
	remainder,
	round_based_on_smallest_currency_fraction,
	rounded,
)
from frappe.utils.text import (
	comma_and,
	comma_or,
	comma_sep,
	cstr,
	encode,
	escape_html,
	generate_hash,
	get_traceback,
	is_html,
	parse_json,
	quoted,
	sbool,
	sha256_hash,
	slug,
	strip,
	strip_html,
	strip_html_tags,
	unique,
)
from frappe.utils.timespans import get_timespan_date_range


def __getattr__(name: str) -> Any:
	if name.startswith("__"):
		raise AttributeError(name)
	if find_spec(f"{__name__}.{name}"):
		return importlib.import_module(f"{__name__}.{name}")
	raise NotImplementedError(f"frappe.utils.{name} is not offered by the sandbox")
