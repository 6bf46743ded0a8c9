"""Rights of roles as they are stored: the DocType's own (`DocPerm`) and the site's (`Custom DocPerm`)."""

import frappe
from frappe import _


def get_valid_perms(doctype=None, user=None) -> list[dict]:
	"""Rules of level 0 that hold for the user's roles; the site's own replace those of the DocType."""
	roles = frappe.get_roles(user)
	customised = set(get_doctypes_with_custom_docperms())
	perms = [row for row in get_perms_for(roles) if row.parent not in customised]
	perms += get_perms_for(roles, "Custom DocPerm")
	return [row for row in perms if row.parent == doctype] if doctype else perms


def get_perms_for(roles, perm_doctype="DocPerm") -> list[dict]:
	"""Rules of level 0 of some roles, from one of the two tables."""
	filters = {"permlevel": 0, "docstatus": 0, "role": ("in", roles)}
	return frappe.get_all(perm_doctype, filters, ["*"])


def get_doctypes_with_custom_docperms() -> list[str]:
	"""DocTypes whose rights the site has changed."""
	return frappe.get_all("Custom DocPerm", pluck="parent", distinct=True)


def get_doctypes_with_read() -> list[str]:
	"""DocTypes that the user may read by role."""
	return list({row.parent for row in get_valid_perms() if row.parent and row.read})


def get_doctype_roles(doctype, access_type="read") -> list[str]:
	"""Roles that have a right on the DocType."""
	return [perm.role for perm in frappe.get_meta(doctype).permissions if perm.get(access_type)]


def setup_custom_perms(parent) -> bool:
	"""Copy a DocType's rules to the site's own table, unless they are there; True when they were copied."""
	if frappe.db.exists("Custom DocPerm", {"parent": parent}):
		return False
	copy_perms(parent)
	return True


def copy_perms(parent) -> None:
	"""Write the DocType's rules into the site's own table."""
	for row in frappe.get_all("DocPerm", {"parent": parent}, ["*"], order_by="idx asc"):
		_insert(parent, **{key: row[key] for key in _get_columns() if key in row})


def _get_columns() -> list[str]:
	return [df.fieldname for df in frappe.get_meta("Custom DocPerm").fields if df.fieldname != "parent"]


def _insert(parent: str, **values):
	rule = frappe.get_doc({"doctype": "Custom DocPerm", **values, "parent": parent})
	return rule.insert(ignore_permissions=True)


def add_permission(doctype, role, permlevel=0, ptype=None) -> str | None:
	"""Give a role a right (reading, where none is named); returns the rule, None where it has one."""
	setup_custom_perms(doctype)
	rule = {"parent": doctype, "role": role, "permlevel": permlevel, "if_owner": 0}
	if frappe.db.exists("Custom DocPerm", rule):
		frappe.msgprint(
			_("Rule for this doctype, role, permlevel and if-owner combination already exists."), alert=True
		)
		return None
	name = _insert(doctype, role=role, permlevel=permlevel, **{ptype or "read": 1}).name
	frappe.clear_cache(doctype=doctype)
	return name
