"""Values as fields hold them, and whether the conditions of filters hold for them, without a database."""

import datetime
import operator
from typing import Any

from frappe.utils import dates
from frappe.utils.numbers import cint, flt
from frappe.utils.text import cstr

TEXT_TYPES = {"Data", "Text", "Small Text", "Long Text", "Text Editor", "Select", "Link", "Dynamic Link"}
OPERATORS = {
	"=": operator.eq,
	"!=": operator.ne,
	">": operator.gt,
	"<": operator.lt,
	">=": operator.ge,
	"<=": operator.le,
	"in": lambda a, b: operator.contains(b, a),
	"not in": lambda a, b: not operator.contains(b, a),
	"is": lambda a, b: bool(a) if b == "set" else not a,
	"like": lambda a, b: cstr(b).strip("%") in cstr(a),
	"not like": lambda a, b: cstr(b).strip("%") not in cstr(a),
	"^": lambda a, b: cstr(a).startswith(cstr(b)),
}


def cast(fieldtype: str, value: Any = None) -> Any:
	"""The value as a field of that type holds it."""
	if fieldtype in ("Currency", "Float", "Percent"):
		return flt(value)
	if fieldtype in ("Int", "Check"):
		return cint(value)
	if fieldtype in TEXT_TYPES:
		return cstr(value)
	if fieldtype == "Date":
		return dates.getdate(value) if value else datetime.date.min
	if fieldtype == "Datetime":
		return dates.get_datetime(value) if value else datetime.datetime.min
	return dates.to_timedelta(value or "0:0:0") if fieldtype == "Time" else value


def compare(val1: Any, condition: str, val2: Any, fieldtype: str | None = None) -> bool:
	"""Whether a filter's operator holds between the two values; an unknown operator never does."""
	if fieldtype and condition != "is":
		val1 = cast(fieldtype, val1)
		many = isinstance(val2, list | tuple)
		val2 = [cast(fieldtype, value) for value in val2] if many else cast(fieldtype, val2)
	try:
		return condition in OPERATORS and bool(OPERATORS[condition](val1, val2))
	except TypeError:
		return False
