"""Currency and decimals of a field; fields that every document has."""

import frappe
from frappe.model import child_table_fields, default_fields, optional_fields
from frappe.model.meta_fields import DocField
from frappe.utils import cint, cstr


def get_default_df(fieldname: str):
	"""A field that every document has."""
	if fieldname not in (*default_fields, *child_table_fields, *optional_fields):
		return None
	fieldtype = {"creation": "Datetime", "modified": "Datetime", "idx": "Int", "docstatus": "Int"}
	return DocField(fieldname=fieldname, fieldtype=fieldtype.get(fieldname, "Data"))


def get_field_currency(df, doc=None) -> str | None:
	"""Currency of a field: a fixed one, that of a field of the document, or of a linked document."""
	options = df.get("options")
	if not options or not doc:
		return None
	if ":" in cstr(options):
		doctype, fieldname, currency_field = options.split(":")
		return frappe.get_cached_value(doctype, doc.get(fieldname), currency_field)
	if frappe.db.exists("Currency", options, cache=True):
		return options
	currency = doc.get(options)
	if not currency and (parent := getattr(doc, "parent_doc", None)):
		currency = parent.get(options)
	return currency


def get_field_precision(df, doc=None, currency=None) -> int:
	"""Number of decimals of a field."""
	from frappe.utils import get_number_format_info

	if df.get("precision") not in (None, ""):
		return cint(df.precision)
	if df.fieldtype == "Currency":
		precision = cint(frappe.db.get_default("currency_precision"))
		number_format = frappe.db.get_default("number_format") or "#,###.##"
		return precision or get_number_format_info(number_format)[2]
	return cint(frappe.db.get_default("float_precision")) or 3
