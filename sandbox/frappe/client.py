"""What a program may do with documents over HTTP."""

import json
from contextlib import suppress

import frappe
import frappe.model
from frappe import _

WRITING = ["POST", "PUT"]


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
	if frappe.get_meta(doctype).istable:
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
		debug=debug,
		as_list=not as_dict,
	)


def _read_json(value):
	return json.loads(value) if isinstance(value, str) and value[:1] in "[{" and value else value


def _check_parent(doctype: str, parent: str | None) -> None:
	from frappe.permissions import has_child_permission

	if not parent:
		frappe.flags.error_message = _("Parent DocType is required to get child table data")
	if not (parent and has_child_permission(doctype, parent_doctype=parent)):
		raise frappe.PermissionError()


def _check_right(doctype: str, parent: str | None = None) -> None:
	if frappe.has_permission(doctype, parent_doctype=parent):
		return
	message = _("No permission for {0}").format(_(doctype))
	frappe.throw(message, exc=frappe.PermissionError)


def _get_readable(*which):
	found = frappe.get_doc(*which)
	found.check_permission()
	return found


def _take_step(step: str, *which) -> dict:
	"""Save, submit or cancel a document; returns it as it is then."""
	found = frappe.get_doc(*which)
	getattr(found, step)()
	return found.as_dict()


@frappe.whitelist()
def get_count(doctype, filters=None, debug=False, cache=False):
	"""Number of rows that the user may read."""
	rows = frappe.get_list(doctype, filters=_read_json(filters), fields=["count(*) as total"], debug=debug)
	return rows[0].total


@frappe.whitelist()
def get(doctype, name=None, filters=None, parent=None):
	"""A document, without the fields that the user may not read."""
	if frappe.get_meta(doctype).istable:
		_check_parent(doctype, parent)
	which = [name] if name else []
	if not name and (filters == {} or filters):
		which = [frappe.parse_json(filters)]
	found = _get_readable(doctype, *which)
	found.apply_fieldlevel_read_permissions()
	return found.as_dict()


@frappe.whitelist()
def get_value(doctype, fieldname, filters=None, as_dict=True, debug=False, parent=None):
	"""Values of a document that the user may read; an empty dict where there is none."""
	meta = frappe.get_meta(doctype)
	if meta.istable:
		_check_parent(doctype, parent)
	_check_right(doctype, parent)
	names, wanted = _read_field_names(fieldname), get_safe_filters(filters)
	if meta.issingle:
		single = frappe._dict({name: frappe.db.get_single_value(doctype, name) for name in names})
		rows = [single if as_dict else list(single.values())]
	else:
		wanted = ({"name": wanted} if isinstance(wanted, str) else wanted) or None
		how = {"debug": debug, "parent": parent, "as_dict": as_dict}
		rows = get_list(doctype, fields=names, filters=wanted, limit_page_length=1, **how)
	if not rows:
		return {} if as_dict else None
	return rows[0] if as_dict or len(names) > 1 else rows[0][0]


def _read_field_names(fieldname) -> list[str]:
	with suppress(TypeError, ValueError):
		fieldname = frappe.parse_json(fieldname)
	return [fieldname] if isinstance(fieldname, str) else list(fieldname)


def get_safe_filters(filters):
	"""Filters as a dict or list; a text that is no JSON is a name."""
	with suppress(TypeError, ValueError):
		read = json.loads(filters)
		return str(read) if isinstance(read, int | float) else read
	return filters


@frappe.whitelist()
def get_single_value(doctype, field):
	"""A value of a single that the user may read."""
	_check_right(doctype)
	found = frappe.db.get_single_value(doctype, field)
	return found


@frappe.whitelist(methods=WRITING)
def set_value(doctype, name, fieldname, value=None):
	"""Change values of a document through its own checks."""
	if fieldname in (*frappe.model.default_fields, *frappe.model.child_table_fields):
		frappe.throw(msg=_("Cannot edit standard fields"))
	values = _read_values(fieldname, value)
	doc = _get_doc_or_parent(doctype, name, values)
	doc.save()
	return doc.as_dict()


def _read_values(fieldname, value) -> dict:
	if value:
		return {fieldname: value}
	try:
		return json.loads(fieldname) if isinstance(fieldname, str) else fieldname
	except ValueError:
		return {fieldname: ""}


def _get_doc_or_parent(doctype: str, name: str, values: dict):
	"""A row is changed in its document."""
	if frappe.get_meta(doctype).istable:
		place = frappe.db.get_value(doctype, name, ["parenttype", "parent"])
		whole = frappe.get_doc(*place)
		whole.getone({"doctype": doctype, "name": name}).update(values)
		return whole
	return frappe.get_doc(doctype, name).update(values)


@frappe.whitelist(methods=WRITING)
def insert(doc=None):
	"""Insert a document; returns it."""
	return insert_doc(frappe.parse_json(doc)).as_dict()


@frappe.whitelist(methods=WRITING)
def save(doc):
	"""Save a document; returns it."""
	return _take_step("save", frappe.parse_json(doc))


@frappe.whitelist(methods=WRITING)
def rename_doc(doctype, old_name, new_name, merge=False):
	"""Rename a document."""
	return frappe.rename_doc(doctype, old_name, new_name, merge=merge)


@frappe.whitelist(methods=WRITING)
def submit(doc):
	"""Submit a document; returns it."""
	return _take_step("submit", frappe.parse_json(doc))


@frappe.whitelist(methods=WRITING)
def cancel(doctype, name):
	"""Cancel a document; returns it."""
	return _take_step("cancel", doctype, name)


@frappe.whitelist(methods=["POST", "DELETE"])
def delete(doctype, name):
	"""Delete a document."""
	delete_doc(doctype, name)


@frappe.whitelist()
def has_permission(doctype: str, docname: str, perm_type: str = "read"):
	"""Has the user a right on a document?"""
	allowed = frappe.has_permission(doctype, perm_type.lower(), docname)
	return {"has_permission": allowed}


@frappe.whitelist()
def get_doc_permissions(doctype: str, docname: str):
	"""All rights of the user on a document."""
	from frappe.permissions import get_doc_permissions

	return {"permissions": get_doc_permissions(frappe.get_doc(doctype, docname))}


@frappe.whitelist()
def get_password(doctype: str, name: str, fieldname: str):
	"""A password, for System Managers."""
	frappe.only_for(["System Manager"])
	document = frappe.get_doc(doctype, name)
	return document.get_password(fieldname)


def insert_doc(doc):
	"""Insert a document; a row is added to its document. Returns what was saved."""
	given = frappe._dict(doc)
	if not frappe.get_meta(given.doctype).istable:
		return frappe.get_doc(given).insert()
	place = [given.get(key) for key in ("parenttype", "parent", "parentfield")]
	if not all(place):
		message = _("Parenttype, Parent and Parentfield are required to insert a child record")
		frappe.throw(message)
	whole = frappe.get_doc(*place[:2])
	whole.append(place[2], given)
	whole.save()
	return whole


def delete_doc(doctype, name):
	"""Delete a document; a row is taken out of its document."""
	is_row = frappe.get_meta(doctype).istable
	if not is_row:
		return frappe.delete_doc(doctype, name, ignore_missing=False)
	place = frappe.db.get_value(doctype, name, ["parenttype", "parent", "parentfield"])
	if place is None:
		raise frappe.DoesNotExistError()
	whole = frappe.get_doc(*place[:2])
	gone = next((row for row in whole.get(place[2]) if row.name == name), None)
	if gone:
		whole.remove(gone)
	whole.save()
	return None
