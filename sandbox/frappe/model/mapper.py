"""Mapping one document to another: fields of the same name, field maps, rows, and what a caller adds."""

import json

import frappe
from frappe import _
from frappe.model import child_table_fields, default_fields, table_fields
from frappe.utils import cstr

EMPTY = (None, "")


def get_mapped_doc(
	from_doctype: str,
	from_docname: str,
	table_maps: dict,
	target_doc=None,
	postprocess=None,
	ignore_permissions: bool = False,
	ignore_child_tables: bool = False,
	cached: bool = False,
):
	"""An unsaved document made of another one. Raises PermissionError where the user may not."""
	strict = frappe.get_system_settings("apply_strict_user_permissions")
	if isinstance(target_doc, str) and target_doc:
		target_doc = frappe.get_doc(json.loads(target_doc))
	target_doc = target_doc or frappe.new_doc(table_maps[from_doctype]["doctype"])
	if not strict:
		_check(target_doc, "create", ignore_permissions)
	source_doc = (frappe.get_cached_doc if cached else frappe.get_doc)(from_doctype, from_docname)
	_check(source_doc, "read", ignore_permissions)
	map_doc(source_doc, target_doc, table_maps[source_doc.doctype])
	if not ignore_child_tables:
		_map_rows(source_doc, target_doc, table_maps)
	if postprocess:
		postprocess(source_doc, target_doc)
	if strict:
		_check(target_doc, "create", ignore_permissions)
	target_doc.set_onload("load_after_mapping", True)
	target_doc.run_method("after_mapping", source_doc)
	return target_doc


def _check(doc, ptype: str, ignore_permissions: bool) -> None:
	if not ignore_permissions and not doc.has_permission(ptype):
		doc.raise_no_permission_to(ptype)


def _map_rows(source_doc, target_doc, table_maps: dict) -> None:
	filled = {df.fieldname for df in target_doc.meta.get_table_fields() if target_doc.get(df.fieldname)}
	for df in source_doc.meta.get_table_fields():
		table_map = table_maps.get(df.options) or _get_same_table(df, target_doc)
		if table_map and not table_map.get("ignore"):
			field = target_doc.get_parentfield_of_doctype(table_map["doctype"])
			rows = () if table_map.get("add_if_empty") and field in filled else source_doc.get(df.fieldname)
			for row in filter(table_map.get("condition", bool), rows):
				if not (table_map.get("filter") and table_map["filter"](row)):
					map_child_doc(row, target_doc, table_map, source_doc)


def _get_same_table(df, target_doc) -> dict | None:
	"""A table that both documents have is mapped without being named."""
	target_df = target_doc.meta.get_field(df.fieldname)
	if target_df and target_df.options == df.options and not df.no_copy and not target_df.no_copy:
		return {"doctype": df.options}
	return None


def map_doc(source_doc, target_doc, table_map: dict, source_parent=None) -> None:
	"""Map the fields of a document or row."""
	_check_conditions(source_doc, table_map.get("validation") or {})
	map_fields(source_doc, target_doc, table_map, source_parent)
	if finish := table_map.get("postprocess"):
		finish(source_doc, target_doc, source_parent)


def _check_conditions(source_doc, conditions: dict) -> None:
	wanted = {key: value for key, (sign, value) in conditions.items() if sign == "="}
	failing = [f"{key}={cstr(value)}" for key, value in wanted.items() if source_doc.get(key) != value]
	if failing:
		words = _("Cannot map because following condition fails:")
		frappe.throw(f"{words} {failing[0]}")


def map_fields(source_doc, target_doc, table_map: dict, source_parent) -> None:
	"""Map fields of the same name, those of the field map, and what links fetch."""
	left_out = {*default_fields, *child_table_fields, *table_map.get("field_no_map", ())}
	for meta in (source_doc.meta, target_doc.meta):
		left_out.update(df.fieldname for df in meta.get("fields", {"no_copy": 1}))
	plain = (df.fieldname for df in target_doc.meta.fields if df.fieldtype not in table_fields)
	pairs = [(name, name) for name in plain if name not in left_out]
	renamed = table_map.get("field_map") or {}
	pairs += renamed.items() if isinstance(renamed, dict) else renamed
	for source_key, target_key in pairs:
		_copy(source_doc, source_key, target_doc, target_key)
	if source_doc.idx:
		target_doc.update({"idx": source_doc.idx})
	links = target_doc.meta.get("fields", {"fieldtype": "Link"})
	for link in links:
		if target_doc.get(link.fieldname):
			map_fetch_fields(target_doc, link, left_out)


def _copy(source_doc, source_key: str, target_doc, target_key: str) -> None:
	value = source_doc.get(source_key)
	if value not in EMPTY:
		target_doc.set(target_key, value)


def map_fetch_fields(target_doc, df, no_copy_fields) -> None:
	"""Fill the empty read-only fields that a link fetches."""
	sources = {
		one.fieldname: one.fetch_from.split(".")[1]
		for one in target_doc.meta.get_fields_to_fetch(df.fieldname)
		if (one.read_only or one.fieldtype == "Read Only") and one.fieldname not in no_copy_fields
	}
	wanted = [fieldname for fieldname in sources if not target_doc.get(fieldname)]
	try:
		linked = wanted and frappe.get_doc(df.options, target_doc.get(df.fieldname))
	except frappe.DoesNotExistError:
		frappe.clear_last_message()
		return
	for fieldname in wanted:
		_copy(linked, sources[fieldname], target_doc, fieldname)


def map_child_doc(source_d, target_parent, table_map: dict, source_parent=None):
	"""Map a row into a new row of the target."""
	field = target_parent.get_parentfield_of_doctype(table_map["doctype"])
	row = frappe.new_doc(table_map["doctype"], parent_doc=target_parent, parentfield=field)
	map_doc(source_d, row, table_map, source_parent)
	row.idx = None
	return target_parent.append(field, row)
