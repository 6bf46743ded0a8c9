"""Who may do what: roles, permission levels aside, owners, user permissions, hooks and shares.

Rights of roles are stored (`Custom DocPerm`) through `frappe.role_rights`, whose functions are offered here too. User
Permissions are not: there are none, and none can be made.
"""

import frappe
import frappe.share
from frappe.offered import refuse_others
from frappe.role_rights import (  # noqa: F401
	add_permission,
	copy_perms,
	get_doctype_roles,
	get_doctypes_with_custom_docperms,
	get_doctypes_with_read,
	get_perms_for,
	get_valid_perms,
	setup_custom_perms,
)

rights = tuple(
	"select read write create delete submit cancel amend print email report import export share".split()
)
GUEST_ROLE = "Guest"
ALL_USER_ROLE = "All"
ADMINISTRATOR = "Administrator"
SYSTEM_USER_ROLE, ADMIN_ROLE = "Desk User", ADMINISTRATOR
AUTOMATIC_ROLES = (GUEST_ROLE, ALL_USER_ROLE, SYSTEM_USER_ROLE, ADMIN_ROLE)
SHARED_RIGHTS = {
	"read": "read",
	"write": "write",
	"share": "share",
	"submit": "submit",
	"email": "read",
	"print": "read",
}
"""Rights that a share can give -> the column of DocShare that gives it."""


def _get_actor(user: str | None) -> str | None:
	return user or frappe.session.user


def has_permission(
	doctype,
	ptype="read",
	doc=None,
	user=None,
	raise_exception=True,
	*,
	parent_doctype=None,
	debug=False,
	ignore_share_permissions=False,
) -> bool:
	"""Answer whether `user` has the right `ptype` on a DocType or one document; raises nothing itself."""
	user = _get_actor(user)
	if user == ADMINISTRATOR:
		return True
	if ptype == "share" and frappe.get_system_settings("disable_document_sharing"):
		return False
	if hasattr(doctype, "doctype") and not doc:
		doc, doctype = doctype, doctype.doctype
	meta = frappe.get_meta(doctype)
	if meta.istable:
		return has_child_permission(doctype, ptype, doc, user, raise_exception, parent_doctype)
	if not _suits_doctype(meta, ptype):
		return False
	if doc:
		doc = frappe.get_doc(meta.name, doc) if isinstance(doc, str | int) else doc
		given = get_doc_permissions(doc, user=user, ptype=ptype)
	else:
		given = get_role_permissions(meta, user=user)
	is_allowed = bool(given.get(ptype))
	return is_allowed or (not ignore_share_permissions and _is_shared(doctype, doc, ptype, user))


def _suits_doctype(meta, ptype) -> bool:
	return not (
		(ptype == "submit" and not meta.is_submittable) or (ptype == "import" and not meta.allow_import)
	)


def _is_shared(doctype, doc, ptype, user) -> bool:
	if ptype not in SHARED_RIGHTS:
		return False
	filters = [["share_name", "=", get_doc_name(doc)]] if doc else None
	return bool(
		frappe.share.get_shared(doctype, user, rights=[SHARED_RIGHTS[ptype]], filters=filters, limit=1)
	)


def get_doc_permissions(doc, user=None, ptype=None, debug=False) -> dict:
	"""All rights of the user on one document, as a dict of right -> 0 or 1; shares are not counted."""
	user = _get_actor(user)
	if user == ADMINISTRATOR:
		return allow_everything()
	if not has_controller_permissions(doc, ptype, user=user):
		return {ptype: 0}
	meta = frappe.get_meta(doc.doctype)
	is_owner = (doc.get("owner") or "").lower() == user.lower()
	permissions = frappe._dict(get_role_permissions(meta, user=user, is_owner=is_owner))
	for right, suits in (("submit", meta.is_submittable), ("import", meta.allow_import)):
		permissions[right] = permissions[right] if suits else 0
	if permissions.has_if_owner_enabled:
		permissions.update(permissions.if_owner)
	return permissions


def get_user_permissions(user: str | None = None) -> dict:
	"""What narrows a user to some documents: nothing."""
	return {}


def get_role_permissions(doctype_meta, user=None, is_owner=None, debug=False) -> dict:
	"""Rights that the user's roles give on a DocType (permission level 0): right -> 0 or 1.

	Where the roles give a right for own documents only, it stands in `if_owner`; `read` and `select` stay
	open then, because lists are narrowed to the owner.
	"""
	user = _get_actor(user)
	if user == ADMINISTRATOR:
		return allow_everything()
	meta = frappe.get_meta(doctype_meta) if isinstance(doctype_meta, str) else doctype_meta
	roles = set(frappe.get_roles(user))
	rules = [perm for perm in meta.permissions if not perm.permlevel and perm.role in roles]
	own_rules = [perm for perm in rules if perm.if_owner]
	for_all = _get_given([perm for perm in rules if not perm.if_owner])
	for_owner = _get_given(own_rules) - for_all
	is_open = for_all | for_owner & {"create", "select", "read"}
	return frappe._dict(
		{right: int(right in is_open) for right in rights},
		if_owner=dict.fromkeys(for_owner - {"create"}, int(bool(is_owner))),
		has_if_owner_enabled=bool(own_rules),
	)


def _get_given(rules: list) -> set[str]:
	return {right for right in rights if any(rule.get(right) for rule in rules)}


def has_controller_permissions(doc, ptype, user=None, debug=False) -> bool:
	"""Ask the apps' `has_permission` hooks for the DocType, the last first: the first answer counts."""
	hooks, user = frappe.get_hooks("has_permission") or {}, _get_actor(user)
	asked = {"doc": doc, "ptype": ptype, "user": user, "debug": debug}
	for doctype in ("*", doc.doctype):
		for path in hooks.get(doctype, ())[::-1]:
			if (answer := frappe.call(path, **asked)) is not None:
				return bool(answer)
	return True


def has_child_permission(
	child_doctype, ptype="read", child_doc=None, user=None, raise_exception=True, parent_doctype=None
) -> bool:
	"""A row of a child table is as open as its parent, and no more than the level of its table field."""
	if child_doc and not isinstance(child_doc, str):
		parent_doctype = child_doc.get("parenttype")
	if not parent_doctype:
		return False
	parent_meta = frappe.get_meta(parent_doctype)
	tables = [df for df in parent_meta.get_table_fields() if df.options == child_doctype]
	if parent_meta.istable or not tables:
		return False
	if not _reaches_level(parent_meta, child_doc, tables, ptype, user):
		return False
	parent = None
	if child_doc and not isinstance(child_doc, str):
		parent = getattr(child_doc, "parent_doc", None) or child_doc.get("parent")
	return has_permission(parent_doctype, ptype, doc=parent, user=user, raise_exception=raise_exception)


def _reaches_level(parent_meta, child_doc, tables, ptype, user) -> bool:
	parentfield = child_doc.get("parentfield") if child_doc and not isinstance(child_doc, str) else None
	fields = [df for df in tables if parentfield in (None, df.fieldname)]
	if not fields:
		return False
	level = fields[0].permlevel or 0
	kind = "read" if ptype in ("read", "select") else "write"
	if level and level not in parent_meta.get_permlevel_access(kind, user=user):
		return False
	return True


def check_doctype_permission(doctype: str, ptype: str = "read") -> None:
	"""Raise PermissionError unless roles (or a share of some document) open the DocType to the user."""
	if not _is_shared(doctype, None, ptype, frappe.session.user):
		try:
			frappe.has_permission(doctype, ptype, ignore_share_permissions=True, throw=True)
		except frappe.PermissionError:
			frappe.flags.update(disable_traceback=True)
			raise


def get_roles(user=None, with_standard=True) -> list[str]:
	"""Roles of the user, own ones first; `with_standard=False` leaves out those everybody gets."""
	user = _get_actor(user)
	if user in (None, "", "Guest"):
		return [GUEST_ROLE] if with_standard else []
	roles = frappe.cache.hget("roles", user)
	if roles is None:
		roles = _read_roles(user)
		frappe.cache.hset("roles", user, roles)
	return [role for role in roles if with_standard or role not in AUTOMATIC_ROLES]


def _read_roles(user: str) -> list[str]:
	if user == "Administrator":
		return frappe.get_all("Role", pluck="name")
	given = frappe.get_all(
		"Has Role",
		{"parenttype": "User", "parent": user, "role": ("not in", AUTOMATIC_ROLES)},
		pluck="role",
		order_by="idx asc",
	)
	return [*given, ALL_USER_ROLE, GUEST_ROLE, *([SYSTEM_USER_ROLE] if is_system_user(user) else [])]


def is_system_user(user: str | None = None) -> bool:
	"""Is this a user of the desk?"""
	return frappe.db.get_value("User", user or frappe.session.user, "user_type") == "System User"


def get_doc_name(doc):
	"""Name of a document that was passed as itself or as its name."""
	return doc if isinstance(doc, str | int) or doc is None else doc.name


def allow_everything() -> dict:
	"""What the Administrator may: everything."""
	return frappe._dict({right: 1 for right in rights})


__getattr__ = refuse_others(__name__)
