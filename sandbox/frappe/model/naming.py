"""Names of documents: series, fields, formats, hashes."""

import datetime
import re
import time

import frappe
from frappe import _
from frappe.utils import cint, cstr, now_datetime

FORBIDDEN = re.compile(r"[<>]+")
FORMAT_PART = re.compile(r"{([^{}]+)}")
ABSENT = object()
DIGITS = "0123456789abcdefghijklmnopqrstuv"


class InvalidNamingSeriesError(frappe.ValidationError):
	pass


def set_new_name(doc) -> None:
	"""Name a new document as its DocType says."""
	doc.run_method("before_naming")
	if is_autoincremented(doc.doctype):
		raise NotImplementedError("autoname: autoincrement")
	meta = frappe.get_meta(doc.doctype)
	if (meta.autoname or "").lower() not in ("prompt", "uuid") and not frappe.flags.in_import:
		doc.name = None
	if doc.get("amended_from"):
		_set_amended_name(doc)
	elif meta.issingle:
		doc.name = doc.doctype
	for give_name in (set_naming_from_document_naming_rule, _ask_class, _ask_doctype, _give_hash):
		if not doc.name:
			give_name(doc)
	doc.name = validate_name(doc.doctype, doc.name)


def _ask_class(doc) -> None:
	doc.run_method("autoname")


def _ask_doctype(doc) -> None:
	if autoname := frappe.get_meta(doc.doctype).autoname:
		set_name_from_naming_options(autoname, doc)


def _give_hash(doc) -> None:
	doc.name = make_autoname("hash", doc.doctype)


def is_autoincremented(doctype: str, meta=None) -> bool:
	"""Does the database count the names?"""
	return (meta or frappe.get_meta(doctype)).autoname == "autoincrement"


def set_name_from_naming_options(autoname: str, doc) -> None:
	"""Name a document by the `autoname` of its DocType."""
	makers = {"field:": _field_autoname, "format:": _format_autoname}
	kind = autoname.lower()
	scheme = kind[: kind.find(":") + 1]
	if kind == "uuid":
		raise NotImplementedError("autoname: UUID")
	if kind.startswith("prompt"):
		_prompt_autoname(autoname, doc)
	elif scheme == "naming_series:":
		set_name_by_naming_series(doc)
	elif scheme in makers:
		doc.name = makers[scheme](autoname, doc)
	elif kind == "hash" or "#" in kind:
		doc.name = make_autoname(autoname, doc=doc)


def set_naming_from_document_naming_rule(doc) -> None:
	"""Document Naming Rules are not offered; without any, nothing is named here."""
	if doc.doctype in frappe.model.log_types or not frappe.db.table_exists("Document Naming Rule"):
		return
	if frappe.db.exists("Document Naming Rule", {"document_type": doc.doctype, "disabled": 0}):
		raise NotImplementedError("Document Naming Rule")


def set_name_by_naming_series(doc) -> None:
	"""Name a document by the series chosen in it, else by the first one."""
	series = doc.naming_series or get_default_naming_series(doc.doctype)
	if not series:
		frappe.throw(_("Naming Series mandatory"))
	doc.naming_series = series
	doc.name = make_autoname(f"{series}.#####", doc=doc)


def get_default_naming_series(doctype: str) -> str | None:
	"""The first series of a DocType."""
	options = frappe.get_meta(doctype).get_naming_series_options()
	return next((option for option in options if option), None)


def make_autoname(key="", doctype="", doc="", *, ignore_validate=False) -> str:
	"""The next name: `hash`, or a series such as `SO-.YYYY.-.#####`."""
	if key == "hash":
		return _generate_random_string(10)
	if "#" not in key:
		key = key + ".#####"
	elif "." not in key:
		frappe.throw(
			_("Invalid naming series {}: dot (.) missing").format(frappe.bold(key)), InvalidNamingSeriesError
		)
	return parse_naming_series(key.split("."), doctype, doc)


def _get_timestamp_prefix() -> str:
	"""Three letters that grow with the time, so that names made later mostly sort later."""
	number = int(time.time() * 10) % (32**4)
	text = ""
	while len(text) < 4:
		text, number = DIGITS[number % 32] + text, number // 32
	return text[-3:]


def _generate_random_string(length: int = 10) -> str:
	return (_get_timestamp_prefix() + frappe.generate_hash(length=length))[:length]


def parse_naming_series(parts, doctype=None, doc=None, number_generator=None) -> str:
	"""Put a name together of its parts; `####` is the next number of what stands before it."""
	name, has_number = "", False
	parts = parts.split(".") if isinstance(parts, str) else parts
	for part in filter(None, parts):
		if part.startswith("#"):
			if not has_number:
				name += (number_generator or getseries)(name, len(part))
				has_number = True
			continue
		name += _get_part(part, doc)
	return name


def _get_part(part: str, doc) -> str:
	today = now_datetime()
	dates = {"YY": "%y", "MM": "%m", "DD": "%d", "YYYY": "%Y", "JJJ": "%j"}
	if part in dates:
		return today.strftime(dates[part])
	if part == "WW":
		return determine_consecutive_week_number(today)
	if part == "timestamp":
		return str(today)
	if parser := has_custom_parser(part):
		return cstr(frappe.get_attr(parser)(doc, part))
	if doc and (part.startswith("{") or doc.get(part, ABSENT) is not ABSENT):
		return cstr(doc.get(part.strip("{}"))).strip()
	return part


def has_custom_parser(e: str) -> str | None:
	"""An app's function for a part of a series."""
	found = frappe.get_hooks("naming_series_variables", {}).get(e)
	return found[-1] if found else None


def determine_consecutive_week_number(datetime: datetime.datetime) -> str:
	"""The week of the year; the days before week 1 are week 00."""
	iso = datetime.isocalendar()
	if iso.year == datetime.year:
		return f"{iso.week:02}"
	return "00" if iso.year < datetime.year else "53"


def getseries(key: str, digits: int) -> str:
	"""The next number of a series; whoever else wants one waits until the transaction ends."""
	current = frappe.db.sql("select `current` from `tabSeries` where `name` = %s for update", [key])
	if current:
		number = cint(current[0][0]) + 1
		frappe.db.sql("update `tabSeries` set `current` = %s where `name` = %s", [number, key])
	else:
		number = 1
		frappe.db.sql("insert into `tabSeries` (`name`, `current`) values (%s, 1)", [key])
	return str(number).zfill(digits)


def revert_series_if_last(key: str, name: str, doc=None) -> None:
	"""Give the last number of a series back."""
	prefix, hashes = _split_series(key)
	if not hashes:
		return
	prefix = parse_naming_series(prefix.split("."), doc=doc) if "." in prefix else prefix
	count = cint(name.replace(prefix, "", 1)) if name.startswith(prefix) else 0
	if count:
		query = "update `tabSeries` set `current` = %s where `name` = %s and `current` = %s"
		frappe.db.sql(query, [count - 1, prefix, count])


def _split_series(key: str) -> tuple[str, str]:
	if ".#" in key:
		prefix, _dot, last = key.rpartition(".")
		return prefix, last if "#" in last else ""
	if key.startswith(("naming_series:", "format:", "field:")) or not key:
		return "", ""
	return key, "#####" if "." in key else ""


def validate_name(doctype: str, name):
	"""The name without blanks around it. Raises NameError where it is none."""
	if not name:
		frappe.throw(_("No Name Specified for {0}").format(doctype))
	problem = _find_name_problem(doctype, name)
	if problem:
		frappe.throw(problem, frappe.NameError)
	return name.strip()


def _find_name_problem(doctype: str, name) -> str | None:
	if isinstance(name, int):
		return _("Invalid name type (integer) for varchar name column")
	if name.startswith(f"New {doctype}"):
		return _("There were some errors setting the name, please contact the administrator")
	is_own_name = name.strip() == doctype != "DocType"
	if is_own_name and not frappe.get_meta(doctype).get("issingle"):
		return _("Name of {0} cannot be {1}").format(doctype, doctype)
	if FORBIDDEN.search(name):
		characters = ", ".join(f"'{one}'" for one in "<>")
		return _("Name cannot contain special characters like {0}").format(characters)
	return None


def append_number_if_name_exists(doctype, value, fieldname="name", separator="-", filters=None) -> str:
	"""The value, with a number behind it where it is taken."""
	filters = {**(filters or {}), fieldname: value}
	if not frappe.db.exists(doctype, filters):
		return value
	pattern = re.compile(f"^{re.escape(str(value))}{re.escape(separator)}([0-9]+)$", re.I)
	taken = frappe.get_all(doctype, {fieldname: ("like", f"{value}{separator}%")}, pluck=fieldname)
	numbers = [int(found.group(1)) for one in taken if (found := pattern.match(one))]
	return f"{value}{separator}{max(numbers, default=0) + 1}"


def _set_amended_name(doc) -> str:
	source = doc.amended_from
	is_second = bool(frappe.db.get_value(doc.doctype, source, "amended_from"))
	stem, _dash, last = source.rpartition("-") if is_second else (source, "", 0)
	doc.name = f"{stem}-{cint(last) + 1}"
	return doc.name


def _field_autoname(autoname: str, doc, skip_slicing=None) -> str:
	field = autoname if skip_slicing else autoname.partition(":")[2]
	if name := cstr(doc.get(field)).strip():
		return name
	frappe.throw(_("{0} is required").format(_(doc.meta.get_label(field))))


def _prompt_autoname(autoname: str, doc) -> None:
	if not doc.name:
		frappe.throw(_("Please set the document name"))


def _format_autoname(autoname: str, doc) -> str:
	"""`format:LOG-{YYYY}-{fieldname}-{###}`."""
	pattern = autoname[autoname.find(":") + 1 :]

	def get_part(match: re.Match) -> str:
		part = match.group(1)
		if part.startswith("#"):
			return getseries(FORMAT_PART.split(pattern)[0], len(part))
		return parse_naming_series([part if doc.get(part) is None else "{" + part + "}"], doc=doc)

	return FORMAT_PART.sub(get_part, pattern)
