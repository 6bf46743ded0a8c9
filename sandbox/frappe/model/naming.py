"""Names of documents: series, fields, formats, hashes."""

import re

import frappe
from frappe import _
from frappe.offered import refuse_others
from frappe.utils import cint, cstr, now_datetime

FORBIDDEN = re.compile(r"[<>]+")
FORMAT_PART = re.compile(r"{([^{}]+)}")
DATES = {"YY": "%y", "MM": "%m", "DD": "%d", "YYYY": "%Y", "JJJ": "%j"}


def set_new_name(doc) -> None:
	"""Name a new document as its DocType says."""
	doc.run_method("before_naming")
	autoname = frappe.get_meta(doc.doctype).autoname or ""
	if autoname.lower() != "prompt" and not frappe.flags.in_import:
		doc.name = None
	if doc.get("amended_from"):
		doc.name = _get_amended_name(doc)
	elif doc.meta.issingle:
		doc.name = doc.doctype
	if not doc.name:
		doc.run_method("autoname")
	if not doc.name and autoname:
		set_name_from_naming_options(autoname, doc)
	if not doc.name:
		doc.name = make_autoname("hash", doc.doctype)
	doc.name = validate_name(doc.doctype, doc.name)


def set_name_from_naming_options(autoname: str, doc) -> None:
	"""Name a document by the `autoname` of its DocType."""
	kind = autoname.lower()
	if kind.startswith("field:"):
		doc.name = _get_field_name(autoname.partition(":")[2], doc)
	elif kind.startswith("naming_series:"):
		set_name_by_naming_series(doc)
	elif kind.startswith("format:"):
		doc.name = _get_formatted_name(autoname.partition(":")[2], doc)
	elif kind == "prompt":
		if not doc.name:
			frappe.throw(_("Please set the document name"))
	elif kind == "hash" or "#" in kind:
		doc.name = make_autoname(autoname, doc=doc)
	else:
		raise NotImplementedError(f"autoname: {autoname}")


def set_name_by_naming_series(doc) -> None:
	"""Name a document by the series chosen in it, else by the first one."""
	options = frappe.get_meta(doc.doctype).get_naming_series_options()
	doc.naming_series = doc.naming_series or next((option for option in options if option), None)
	if not doc.naming_series:
		frappe.throw(_("Naming Series mandatory"))
	doc.name = make_autoname(f"{doc.naming_series}.#####", doc=doc)


def make_autoname(key="", doctype="", doc="", *, ignore_validate=False) -> str:
	"""The next name: `hash`, or a series such as `SO-.YYYY.-.#####`."""
	if key == "hash":
		return frappe.generate_hash(length=10)
	if "#" not in key:
		key = key + ".#####"
	return parse_naming_series(key.split("."), doctype, doc)


def parse_naming_series(parts: list[str], doctype=None, doc=None) -> str:
	"""Put a name together of its parts; `####` is the next number of what stands before it."""
	name = ""
	for part in filter(None, parts):
		name += getseries(name, len(part)) if part.startswith("#") else _get_part(part, doc)
	return name


def _get_part(part: str, doc) -> str:
	if part in DATES:
		return now_datetime().strftime(DATES[part])
	field = part.strip("{}")
	if doc and (part.startswith("{") or doc.meta.has_field(field)):
		return cstr(doc.get(field)).strip()
	return part


def getseries(key: str, digits: int) -> str:
	"""The next number of a series; whoever else wants one waits until the transaction ends."""
	current = frappe.db.sql("select `current` from `tabSeries` where `name` = %s for update", [key])
	number = cint(current[0][0]) + 1 if current else 1
	frappe.db.sql("insert or replace into `tabSeries` (`name`, `current`) values (%s, %s)", [key, number])
	return str(number).zfill(digits)


def revert_series_if_last(key: str, name: str, doc=None) -> None:
	"""Give the last number of a series back."""
	prefix, _dot, hashes = key.rpartition(".") if ".#" in key else (key, "", "#####")
	if "#" not in hashes or "." not in key:
		return
	prefix = parse_naming_series(prefix.split("."), doc=doc)
	count = cint(name.removeprefix(prefix)) if name.startswith(prefix) else 0
	query = "update `tabSeries` set `current` = %s where `name` = %s and `current` = %s"
	frappe.db.sql(query, [count - 1, prefix, count])


def validate_name(doctype: str, name):
	"""The name without blanks around it. Raises NameError where it is none."""
	if not name:
		frappe.throw(_("No Name Specified for {0}").format(doctype))
	if isinstance(name, int):
		frappe.throw(_("Invalid name type (integer) for varchar name column"), frappe.NameError)
	if name.startswith(f"New {doctype}"):
		message = _("There were some errors setting the name, please contact the administrator")
		frappe.throw(message, frappe.NameError)
	if FORBIDDEN.search(name):
		message = _("Name cannot contain special characters like {0}").format("'<', '>'")
		frappe.throw(message, frappe.NameError)
	return name.strip()


def append_number_if_name_exists(doctype, value, fieldname="name", separator="-", filters=None) -> str:
	"""The value, with a number behind it where it is taken."""
	if not frappe.db.exists(doctype, {**(filters or {}), fieldname: value}):
		return value
	start = f"{value}{separator}"
	taken = frappe.get_all(doctype, {fieldname: ("like", f"{start}%")}, pluck=fieldname)
	numbers = [int(one[len(start) :]) for one in taken if one[len(start) :].isdigit()]
	return f"{start}{max(numbers, default=0) + 1}"


def _get_amended_name(doc) -> str:
	"""The first amendment of SO-1 is SO-1-1, the second SO-1-2."""
	source = doc.amended_from
	if not frappe.db.get_value(doc.doctype, source, "amended_from"):
		return f"{source}-1"
	stem, _dash, last = source.rpartition("-")
	return f"{stem}-{cint(last) + 1}"


def _get_field_name(field: str, doc) -> str:
	name = cstr(doc.get(field)).strip()
	if not name:
		frappe.throw(_("{0} is required").format(_(doc.meta.get_label(field))))
	return name


def _get_formatted_name(pattern: str, doc) -> str:
	"""`LOG-{YYYY}-{fieldname}-{###}`."""

	def get_part(match: re.Match) -> str:
		part = match.group(1)
		if part.startswith("#"):
			return getseries(pattern.split("{")[0], len(part))
		return _get_part(part, doc)

	return FORMAT_PART.sub(get_part, pattern)


__getattr__ = refuse_others(__name__)
