"""Search of link fields."""

import re

import frappe
from frappe import _
from frappe.offered import refuse_others

Word = str | None
MATCHED_TYPES = ("Data", "Text", "Small Text", "Long Text", "Link", "Select", "Read Only", "Text Editor")


def sanitize_searchfield(searchfield: str) -> None:
	"""Raise DataError for a search field that is no plain name."""
	if searchfield and not re.fullmatch(r"[\w\s`.,]+", searchfield):
		frappe.throw(_("Invalid Search Field {0}").format(searchfield), frappe.DataError)


def _get_standard_query(doctype: str) -> str | None:
	found = (frappe.get_hooks("standard_queries") or {}).get(doctype)
	return found[-1] if found else None


def _run_query(query, doctype, txt, searchfield, start, page_length, filters):
	method = frappe.get_attr(query)
	frappe.is_whitelisted(method)
	return method(doctype, txt, searchfield or "name", start, page_length, filters)


def _search(doctype, txt, searchfield, start, page_length, filters, as_dict):
	meta = frappe.get_meta(doctype)
	shown = list(dict.fromkeys(["name", *_get_title(meta), *meta.get_search_fields()]))
	conditions = _as_list(doctype, filters)
	if txt:
		matched = [searchfield] if searchfield else [f for f in shown if _is_text(meta, f)]
		either = [[doctype, field, "like", f"%{txt}%"] for field in matched]
	else:
		either = []
	for field, value in (("enabled", 1), ("disabled", 0)):
		if meta.has_field(field):
			conditions.append([doctype, field, "=", value])
	return frappe.get_list(
		doctype,
		filters=conditions,
		or_filters=either,
		fields=[f"`tab{doctype}`.`{field}`" for field in shown],
		limit_start=start,
		limit_page_length=page_length,
		order_by=f"`tab{doctype}`.{meta.sort_field or 'modified'} {meta.sort_order or 'desc'}",
		as_list=not as_dict,
		strict=False,
	)


def _get_title(meta) -> list[str]:
	return [meta.title_field] if meta.title_field and meta.show_title_field_in_link else []


def _is_text(meta, fieldname: str) -> bool:
	return fieldname == "name" or meta.get_field(fieldname).fieldtype in MATCHED_TYPES


def _as_list(doctype: str, filters) -> list:
	if not isinstance(filters, dict):
		return list(filters or [])
	return [
		[doctype, field, *value] if isinstance(value, list | tuple) else [doctype, field, "=", value]
		for field, value in filters.items()
	]


__getattr__ = refuse_others(__name__)
