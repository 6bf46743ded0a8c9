"""Mapping one document to another: fields of the same name, field maps, rows, and what a caller adds."""

import json

import frappe
from frappe import _
from frappe.model import child_table_fields, default_fields, table_fields
from frappe.utils import cstr


def get_mapped_doc(
	from_doctype: str,
	from_docname: str,
	table_maps: dict,
	target_doc=None,
	postprocess=None,
	ignore_permissions: bool = False,
	ignore_child_tables: bool = False,
):
	"""An unsaved document made of another one. Raises PermissionError where the user may not."""
	if not target_doc:
		target_doc = frappe.new_doc(table_maps[from_doctype]["doctype"])
	elif isinstance(target_doc, str):
		target_doc = frappe.get_doc(json.loads(target_doc))
	if not ignore_permissions and not target_doc.has_permission("create"):
		target_doc.raise_no_permission_to("create")
	source_doc = frappe.get_doc(from_doctype, from_docname)
	if not ignore_permissions and not source_doc.has_permission("read"):
		source_doc.raise_no_permission_to("read")
	map_doc(source_doc, target_doc, table_maps[from_doctype])
	if not ignore_child_tables:
		_map_tables(source_doc, target_doc, table_maps)
	if postprocess:
		postprocess(source_doc, target_doc)
	target_doc.set_onload("load_after_mapping", True)
	target_doc.run_method("after_mapping", source_doc)
	return target_doc


def _map_tables(source_doc, target_doc, table_maps: dict) -> None:
	for df in source_doc.meta.get_table_fields():
		table_map = table_maps.get(df.options)
		if not table_map:
			same = target_doc.meta.get_field(df.fieldname)
			if not same or same.options != df.options or df.no_copy or same.no_copy:
				continue
			table_map = {"doctype": df.options}
		_map_rows(source_doc.get(df.fieldname), source_doc, target_doc, table_map)


def _map_rows(rows: list, source_doc, target_doc, table_map: dict) -> None:
	field = target_doc.get_parentfield_of_doctype(table_map["doctype"])
	if not field or table_map.get("ignore"):
		return
	if table_map.get("add_if_empty") and target_doc.get(field):
		return
	for row in rows:
		if "condition" in table_map and not table_map["condition"](row):
			continue
		if "filter" in table_map and table_map["filter"](row):
			continue
		map_child_doc(row, target_doc, table_map, source_doc)


def map_doc(source_doc, target_doc, table_map: dict, source_parent=None) -> None:
	"""Map the fields of a document or row."""
	for key, (sign, value) in table_map.get("validation", {}).items():
		if sign == "=" and source_doc.get(key) != value:
			words = _("Cannot map because following condition fails:")
			frappe.throw(f"{words} {key}={cstr(value)}")
	map_fields(source_doc, target_doc, table_map)
	if "postprocess" in table_map:
		table_map["postprocess"](source_doc, target_doc, source_parent)


def map_fields(source_doc, target_doc, table_map: dict) -> None:
	"""Map fields of the same name, those of the field map, and what links fetch."""
	left_out = {*default_fields, *child_table_fields, *table_map.get("field_no_map", ())}
	for meta in (source_doc.meta, target_doc.meta):
		left_out.update(df.fieldname for df in meta.fields if df.no_copy)
	for df in target_doc.meta.fields:
		if df.fieldname not in left_out and df.fieldtype not in table_fields:
			_copy(source_doc, df.fieldname, target_doc, df.fieldname)
	for source_key, target_key in table_map.get("field_map", {}).items():
		_copy(source_doc, source_key, target_doc, target_key)
	for df in target_doc.meta.get_link_fields():
		if target_doc.get(df.fieldname):
			map_fetch_fields(target_doc, df, left_out)


def _copy(source_doc, source_key: str, target_doc, target_key: str) -> None:
	value = source_doc.get(source_key)
	if value not in (None, ""):
		target_doc.set(target_key, value)


def map_fetch_fields(target_doc, df, no_copy_fields) -> None:
	"""Fill the empty read-only fields that a link fetches."""
	fields = [
		one
		for one in target_doc.meta.get_fields_to_fetch(df.fieldname)
		if one.read_only and one.fieldname not in no_copy_fields and not target_doc.get(one.fieldname)
	]
	if fields and frappe.db.exists(df.options, target_doc.get(df.fieldname)):
		linked = frappe.get_doc(df.options, target_doc.get(df.fieldname))
		for one in fields:
			_copy(linked, one.fetch_from.split(".")[1], target_doc, one.fieldname)


def map_child_doc(source_d, target_parent, table_map: dict, source_parent=None):
	"""Map a row into a new row of the target."""
	field = target_parent.get_parentfield_of_doctype(table_map["doctype"])
	row = frappe.new_doc(table_map["doctype"], parent_doc=target_parent, parentfield=field)
	map_doc(source_d, row, table_map, source_parent)
	row.idx = None
	return target_parent.append(field, row)
