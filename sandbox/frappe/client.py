"""What a program may do with documents over HTTP."""

import json

import frappe
from frappe import _
from frappe.model import child_table_fields, default_fields
from frappe.offered import refuse_others

WRITING = ["POST", "PUT"]


def _read_json(value):
	return json.loads(value) if isinstance(value, str) and value[:1] in ("[", "{") else value


def _check_parent(doctype: str, parent: str | None) -> None:
	"""Rows of a child table are read by who may read their document."""
	from frappe.permissions import has_child_permission

	if frappe.get_meta(doctype).istable and not has_child_permission(doctype, parent_doctype=parent):
		raise frappe.PermissionError()


@frappe.whitelist()
def get_list(
	doctype,
	fields=None,
	filters=None,
	group_by=None,
	order_by=None,
	limit_start=None,
	limit_page_length=20,
	parent=None,
	debug: bool = False,
	as_dict: bool = True,
	or_filters=None,
):
	"""Rows that the user may read."""
	_check_parent(doctype, parent)
	return frappe.get_list(
		doctype,
		parent_doctype=parent,
		fields=_read_json(fields),
		filters=_read_json(filters),
		or_filters=_read_json(or_filters),
		group_by=group_by,
		order_by=order_by,
		start=limit_start,
		page_length=limit_page_length,
		as_list=not as_dict,
	)


@frappe.whitelist()
def get(doctype, name=None, filters=None, parent=None):
	"""A document, without the fields that the user may not read."""
	_check_parent(doctype, parent)
	found = frappe.get_doc(doctype, name or _read_json(filters) or doctype)
	found.check_permission()
	found.apply_fieldlevel_read_permissions()
	return found.as_dict()


@frappe.whitelist()
def get_value(doctype, fieldname, filters=None, as_dict=True, debug=False, parent=None):
	"""Values of a document that the user may read; an empty dict where there is none."""
	_check_parent(doctype, parent)
	if not frappe.has_permission(doctype, parent_doctype=parent):
		frappe.throw(_("No permission for {0}").format(_(doctype)), frappe.PermissionError)
	names, wanted = _read_json(fieldname), _read_json(filters)
	names = [names] if isinstance(names, str) else names
	if frappe.get_meta(doctype).issingle:
		return frappe._dict({name: frappe.db.get_single_value(doctype, name) for name in names})
	wanted = {"name": wanted} if isinstance(wanted, str) else wanted
	rows = get_list(doctype, fields=names, filters=wanted, limit_page_length=1, parent=parent)
	return rows[0] if rows else {}


@frappe.whitelist(methods=WRITING)
def set_value(doctype, name, fieldname, value=None):
	"""Change values of a document through its own checks."""
	if fieldname in (*default_fields, *child_table_fields):
		frappe.throw(_("Cannot edit standard fields"))
	values = _read_json(fieldname)
	doc = frappe.get_doc(doctype, name)
	doc.update(values if isinstance(values, dict) else {fieldname: value})
	doc.save()
	return doc.as_dict()


@frappe.whitelist(methods=WRITING)
def insert(doc=None):
	"""Insert a document; returns it."""
	return frappe.get_doc(frappe.parse_json(doc)).insert().as_dict()


@frappe.whitelist(methods=WRITING)
def save(doc):
	"""Save a document; returns it."""
	return frappe.get_doc(frappe.parse_json(doc)).save().as_dict()


@frappe.whitelist(methods=WRITING)
def submit(doc):
	"""Submit a document; returns it."""
	return frappe.get_doc(frappe.parse_json(doc)).submit().as_dict()


@frappe.whitelist(methods=WRITING)
def cancel(doctype, name):
	"""Cancel a document; returns it."""
	return frappe.get_doc(doctype, name).cancel().as_dict()


@frappe.whitelist(methods=["POST", "DELETE"])
def delete(doctype, name):
	"""Delete a document."""
	frappe.delete_doc(doctype, name, ignore_missing=False)


__getattr__ = refuse_others(__name__)
