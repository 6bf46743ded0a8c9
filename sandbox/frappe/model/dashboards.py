"""Connections of a form: what the DocType's dashboard file says, the apps' overrides and its links."""

import importlib

import frappe
from frappe import _


def get_dashboard_data(meta) -> frappe._dict:
	"""Transactions to show, grouped, and the fields that link to the document."""
	data = frappe._dict()
	if not meta.custom:
		data = _read_file(meta)
	for function in frappe.get_hooks("override_doctype_dashboards", {}).get(meta.name, []):
		data = frappe._dict(frappe.get_attr(function)(data=data))
	for row in meta.links:
		_add_link(data, row)
	return data


def _read_file(meta) -> frappe._dict:
	from frappe.modules.utils import get_module_name

	name = get_module_name(meta.name, meta.module, suffix="_dashboard")
	try:
		module = importlib.import_module(name)
	except ModuleNotFoundError as error:
		if not name.startswith(error.name or ""):
			raise
		return frappe._dict()
	return frappe._dict(module.get_data())


def _add_link(data: frappe._dict, row) -> None:
	doctype = row.get("parent_doctype") or row.link_doctype
	data.setdefault("transactions", [])
	group = next((one for one in data.transactions if one.get("label") == _(row.group)), None)
	if group is None:
		group = {"label": _(row.group), "items": []}
		data.transactions.append(group)
	if doctype not in group["items"]:
		group["items"].append(doctype)
	if not data.get("fieldname"):
		data.fieldname = row.link_fieldname
	elif data.fieldname != row.link_fieldname:
		data.setdefault("non_standard_fieldnames", {})[doctype] = row.link_fieldname
