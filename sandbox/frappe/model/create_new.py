"""New documents with their default values."""

import frappe
from frappe.model import numeric_fieldtypes
from frappe.utils import cint, flt, now_datetime, nowtime, today


def get_new_doc(doctype: str, parent_doc=None, parentfield=None, as_dict: bool = False):
	"""A new document; `as_dict` gives its values."""
	values = _get_template(doctype).copy()
	_set_moving_defaults(values, parent_doc, parentfield)
	if as_dict:
		return values
	return frappe.get_doc(values)


def _get_template(doctype: str) -> frappe._dict:
	from frappe.model.base_document import get_controller

	templates = frappe.local.new_doc_templates
	if doctype not in templates:
		get_controller(doctype)
		values = frappe._dict(doctype=doctype, name=None, owner=frappe.session.user, docstatus=0)
		values["__islocal"] = values["__unsaved"] = 1
		values.update(_get_defaults(doctype))
		templates[doctype] = values
	return templates[doctype]


def _get_defaults(doctype: str) -> dict:
	defaults = frappe.defaults.get_defaults()
	found = {}
	meta = frappe.get_meta(doctype)
	for df in meta.fields:
		if not df.holds_value() or (
			df.fieldname == meta.title_field == "title" and "{" in (df.default or "")
		):
			continue
		value = _get_user_default(df, defaults)
		if value is None:
			value = _get_fixed_default(df)
		if value is None and df.fieldtype == "Check":
			value = 0
		if value is not None:
			found[df.fieldname] = _in_type(df, value)
	return found


def _in_type(df, value):
	if df.fieldtype in numeric_fieldtypes:
		return cint(value) if df.fieldtype in ("Int", "Check", "Long Int") else flt(value)
	return value


def _get_user_default(df, defaults: dict):
	"""Links take what is a default of the site or of the user."""
	return defaults.get(df.fieldname) or None if df.fieldtype == "Link" and df.options != "User" else None


def _get_fixed_default(df):
	default = df.default
	if default:
		if default == "__user":
			return frappe.session.user
		if default in ("Today", "__today") or (df.fieldtype == "Date" and default.lower() == "today"):
			return today()
		if not default.startswith(":"):
			if df.fieldtype in ("Datetime", "Time") and default.lower() == "now":
				return None
			return default
	if df.fieldtype == "Select" and df.options and df.options not in ("[Select]", "Loading..."):
		return df.options.split("\n", 1)[0]
	return None


def _set_moving_defaults(values: dict, parent_doc, parentfield) -> None:
	"""Defaults that depend on the time or on another document."""
	meta = frappe.get_meta(values["doctype"])
	for df in meta.get("fields", {"fieldtype": "Time"}):
		values[df.fieldname] = nowtime()
	for df in meta.get("fields", {"default": "^:"}):
		value = _get_default_of(df, parent_doc) if df.holds_value() else None
		if value not in (None, "") and not values.get(df.fieldname):
			values[df.fieldname] = value
	for df in meta.get("fields", {"fieldtype": "Datetime"}):
		if (df.default or "").lower() == "now":
			values[df.fieldname] = now_datetime()
	if parent_doc:
		values["parent"], values["parenttype"] = parent_doc.name, parent_doc.doctype
	if parentfield:
		values["parentfield"] = parentfield


def _get_default_of(df, parent_doc):
	"""`:Company` takes the field of the same name from the document's company, or from the default one."""
	doctype = df.default[1:]
	fieldname = frappe.scrub(doctype)
	name = parent_doc.get(fieldname) if parent_doc else frappe.db.get_default(fieldname)
	return frappe.get_cached_value(doctype, name, df.fieldname) if name else None
