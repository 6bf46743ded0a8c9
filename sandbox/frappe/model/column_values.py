"""Values as they go to the database, by the type of their field."""

import datetime
import json
from collections.abc import Callable

import frappe
from frappe.utils import cint, cstr, flt

MOMENTS = (datetime.date, datetime.time, datetime.timedelta)


def get_converter(df) -> Callable | None:
	"""The function that a value of the field goes through; None where it goes as it is."""
	if df.fieldtype in CONVERTERS:
		return CONVERTERS[df.fieldtype]
	return _empty_to_none if df.get("unique") else None


def _to_check(value) -> int:
	return 1 if cint(value) else 0


def _to_int(value) -> int:
	return value if isinstance(value, int) else cint(value)


def _to_float(value) -> float:
	return value if isinstance(value, float) else flt(value)


def _to_moment(value):
	return None if value == "" else value


def _to_json(value):
	return json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else value


def _empty_to_none(value):
	return None if cstr(value).strip() == "" else value


CONVERTERS = {
	"Check": _to_check,
	**dict.fromkeys(("Int", "Long Int"), _to_int),
	**dict.fromkeys(("Float", "Currency", "Percent"), _to_float),
	**dict.fromkeys(("Date", "Datetime", "Time"), _to_moment),
	"JSON": _to_json,
}


def refuse_list(df) -> None:
	"""A list fits into a child table only."""
	frappe.throw(frappe._("Value for {0} cannot be a list").format(frappe._(df.label)))
