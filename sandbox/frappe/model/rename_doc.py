"""Renaming and merging documents: every link to them follows."""

import frappe
import frappe.permissions
from frappe import _, bold
from frappe.model import table_fields
from frappe.model.dynamic_links import get_dynamic_links
from frappe.model.naming import validate_name
from frappe.utils import sbool
from frappe.utils.password import rename_password


def rename_doc(
	doctype=None,
	old=None,
	new=None,
	force=False,
	merge=False,
	ignore_permissions=False,
	ignore_if_exists=False,
	show_alert=True,
	rebuild_search=True,
	doc=None,
	validate=True,
) -> str:
	"""Rename a document, or merge it into another one; returns the new name."""
	if not (doc or (doctype and old)) or not new:
		raise TypeError("rename_doc needs a document and a new name")
	doc = doc or frappe.get_doc(doctype, old)
	doctype, old, meta = doc.doctype, doc.name, doc.meta
	force, merge = sbool(force), sbool(merge)
	if doctype == "DocType":
		raise NotImplementedError("frappe.rename_doc('DocType', ...)")
	if validate:
		new = _ask_controller(doc, old, new, merge)
		new = validate_rename(
			doctype, old, new, meta, merge, force, ignore_permissions, ignore_if_exists, old_doc=doc
		)
	_move(meta, doctype, old, new, merge)
	renamed = frappe.get_doc(doctype, new)
	if validate:
		renamed._local = getattr(doc, "_local", None)
		renamed.run_method("after_rename", old, new, merge)
	note = _("merged {0} into {1}") if merge else _("renamed from {0} to {1}")
	renamed.add_comment("Edit", note.format(bold(old), bold(new)))
	if merge:
		frappe.delete_doc(doctype, old)
	frappe.clear_document_cache(doctype, old)
	frappe.clear_cache()
	if show_alert:
		told = _("Document renamed from {0} to {1}").format(bold(old), bold(new))
		frappe.msgprint(told, alert=True, indicator="green")
	return new


def _move(meta, doctype: str, old: str, new: str, merge: bool) -> None:
	"""Rename the row, unless it is merged into another one, and all that points to it."""
	if not merge:
		rename_parent_and_child(doctype, old, new, meta)
	update_link_field_values(get_link_fields(doctype), old, new, doctype)
	for follow in (rename_dynamic_links, update_attachments, rename_versions, rename_password):
		follow(doctype, old, new)


def _ask_controller(doc, old: str, new: str, merge: bool) -> str:
	answer = doc.run_method("before_rename", old, new, merge) or {}
	if isinstance(answer, dict):
		return answer.get("new") or new
	return answer or new


def validate_rename(
	doctype,
	old,
	new,
	meta,
	merge,
	force=False,
	ignore_permissions=False,
	ignore_if_exists=False,
	save_point=False,
	old_doc=None,
) -> str:
	"""The new name. Raises where the document may not get it."""
	problem = _find_name_problem(doctype, old, new, merge, ignore_if_exists)
	if not problem and not ignore_permissions:
		problem = _find_right_problem(doctype, old, meta, force, old_doc)
	if problem:
		frappe.throw(problem)
	return validate_name(doctype, new)


def _find_name_problem(doctype, old, new, merge, ignore_if_exists) -> str | None:
	is_taken = frappe.db.get_value(doctype, new, "name", for_update=True) == new
	if not frappe.db.exists(doctype, old):
		return _("Can't rename {0} to {1} because {0} doesn't exist.").format(old, new)
	if old == new:
		return _("No changes made because old and new name are the same.")
	if merge and not is_taken:
		return _("{0} {1} does not exist, select a new target to merge").format(doctype, new)
	if is_taken and not (merge or ignore_if_exists):
		return _("Another {0} with name {1} exists, select another name").format(doctype, new)
	return None


def _find_right_problem(doctype, old, meta, force, old_doc) -> str | None:
	if not frappe.permissions.has_permission(doctype, "write", doc=old_doc, raise_exception=False):
		return _("You need write permission on {0} {1} to rename").format(doctype, old)
	is_open = force or meta.allow_rename
	return None if is_open else _("{0} not allowed to be renamed").format(_(doctype))


def rename_parent_and_child(doctype: str, old: str, new: str, meta) -> None:
	"""Rename the row; its child rows follow."""
	frappe.db.sql(f"update `tab{doctype}` set `name` = %s where `name` = %s", [new, old])
	kind, _colon, fieldname = (meta.autoname or "").partition(":")
	if kind == "field" and fieldname:
		frappe.db.sql(f"update `tab{doctype}` set `{fieldname}` = %s where `name` = %s", [new, new])
	for table in meta.get_table_fields():
		frappe.db.sql(
			f"update `tab{table.options}` set `parent` = %s where `parent` = %s and `parenttype` = %s",
			[new, old, doctype],
		)


def update_attachments(doctype: str, old: str, new: str) -> None:
	"""Files follow."""
	frappe.db.sql(
		"update `tabFile` set `attached_to_name` = %s where `attached_to_name` = %s and `attached_to_doctype` = %s",
		[new, old, doctype],
	)


def rename_versions(doctype: str, old: str, new: str) -> None:
	"""Versions follow."""
	frappe.db.sql(
		"update `tabVersion` set `docname` = %s where `docname` = %s and `ref_doctype` = %s",
		[new, old, doctype],
	)


def get_link_fields(doctype: str) -> list:
	"""Link fields to a DocType: `parent`, `fieldname`, `issingle`, `istable`."""
	query = """
		select f.`{parent}` as parent, f.`fieldname`, d.`issingle`, d.`istable`
		from `tab{table}` f join `tabDocType` d on d.`name` = f.`{parent}`
		where f.`fieldtype` = 'Link' and f.`options` = %s and d.`is_virtual` = 0 and f.`is_virtual` = 0
	"""
	found = frappe.db.sql(query.format(parent="parent", table="DocField"), [doctype], as_dict=True)
	return found + frappe.db.sql(query.format(parent="dt", table="Custom Field"), [doctype], as_dict=True)


def update_link_field_values(link_fields: list, old: str, new: str, doctype: str) -> None:
	"""Links follow."""
	for link in link_fields:
		if link.issingle:
			if frappe.db.get_single_value(link.parent, link.fieldname) == old:
				frappe.db.set_single_value(link.parent, link.fieldname, new)
		else:
			frappe.db.sql(
				f"update `tab{link.parent}` set `{link.fieldname}` = %s where `{link.fieldname}` = %s",
				[new, old],
			)
		if doctype == "DocType" and link.fieldtype in table_fields:
			raise NotImplementedError("frappe.rename_doc('DocType', ...)")


def rename_dynamic_links(doctype: str, old: str, new: str) -> None:
	"""Dynamic links follow."""
	for link in get_dynamic_links():
		if link.issingle:
			values = frappe.db.get_singles_dict(link.parent)
			if values.get(link.options) == doctype and values.get(link.fieldname) == old:
				frappe.db.set_single_value(link.parent, link.fieldname, new)
			continue
		frappe.db.sql(
			f"update `tab{link.parent}` set `{link.fieldname}` = %s"
			f" where `{link.options}` = %s and `{link.fieldname}` = %s",
			[new, doctype, old],
		)
