"""Connections of a document: how many others belong to it."""

import frappe
from frappe.offered import refuse_others

MOST = 100
"""Counting stops here, as the desk then shows `99+`."""


@frappe.whitelist()
def get_open_count(doctype: str, name: str, items=None) -> dict:
	"""Count a document's connections, all of its dashboard's or the DocTypes in `items`."""
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	links = frappe.get_meta(doctype).get_dashboard_data()
	if isinstance(items, str):
		items = frappe.parse_json(items)
	if items is None:
		items = [item for group in links.transactions for item in group["items"]]
	counts = {"external_links_found": [], "internal_links_found": []}
	for item in items:
		inside = _get_inside(doc, links, item)
		if inside is None:
			counts["external_links_found"].append(get_external_links(doctype, name, links, item))
		else:
			counts["internal_links_found"].append(get_internal_links(doc, inside, item))
	return {"count": counts}


def _get_inside(doc, links, item: str):
	"""Where the document itself names its connections of a DocType; None where they name the document."""
	if item in (links.get("internal_links") or {}):
		return links.internal_links[item]
	either = (links.get("internal_and_external_links") or {}).get(item)
	return either if either and get_internal_links(doc, either, item)["count"] else None


def get_internal_links(doc, link, link_doctype: str) -> dict:
	"""Connections that a field of the document names, or a field of its rows (`[table, field]`)."""
	if isinstance(link, str):
		names = [doc.get(link)]
	else:
		table, fieldname = link
		names = [row.get(fieldname) for row in doc.get(table) or []]
	names = list(dict.fromkeys(name for name in names if name))
	return {
		"doctype": link_doctype,
		"open_count": _count(link_doctype, {"name": ("in", names)}, only_open=True) if names else 0,
		"count": len(names),
		"names": names,
	}


def get_external_links(doctype: str, name: str, links, item: str) -> dict:
	"""Connections that name the document."""
	fieldname = (links.get("non_standard_fieldnames") or {}).get(item) or links.get("fieldname")
	filters = {fieldname: name, **_get_dynamic_filter(doctype, links, fieldname)}
	return {
		"doctype": item,
		"open_count": _count(item, filters, only_open=True),
		"count": _count(item, filters),
	}


def _get_dynamic_filter(doctype: str, links, fieldname: str) -> dict:
	named, type_field = (links.get("dynamic_links") or {}).get(fieldname) or (None, None)
	return {type_field: named} if named == doctype else {}


def _count(doctype: str, filters: dict, only_open: bool = False) -> int:
	if only_open:
		is_open = get_filters_for(doctype)
		if not is_open:
			return 0
		filters = [*_as_list(doctype, filters), *_as_list(doctype, is_open)]
	return len(frappe.get_all(doctype, filters=filters, limit=MOST, distinct=True, order_by=None))


def _as_list(doctype: str, filters) -> list:
	if isinstance(filters, list):
		return filters
	return [
		[doctype, field, *value] if isinstance(value, list | tuple) else [doctype, field, "=", value]
		for field, value in filters.items()
	]


def get_filters_for(doctype: str):
	"""What makes a document of the DocType open, from the apps' `notification_config`."""
	return get_notification_config().get(doctype)


def get_notification_config() -> dict:
	"""DocType -> filters of its open documents."""
	found = {}
	for method in frappe.get_hooks("notification_config") or []:
		found.update(frappe.get_attr(method)().get("for_doctype") or {})
	return found


__getattr__ = refuse_others(__name__)
