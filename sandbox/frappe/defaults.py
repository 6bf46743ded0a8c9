"""Defaults of the site and of users: rows of Default Value."""

import frappe

GLOBAL = "__default"
COLUMNS = (
	"name",
	"owner",
	"creation",
	"modified",
	"modified_by",
	"defkey",
	"defvalue",
	"parent",
	"parenttype",
)


def set_user_default(key: str, value, user: str | None = None, parenttype: str | None = None) -> None:
	"""Set a default of one user."""
	set_default(key, value, user or frappe.session.user, parenttype)


def get_user_default(key: str, user: str | None = None):
	"""The user's default for a key, else the site's; a DocType's name asks for his User Permission too."""
	defaults = get_defaults(user or frappe.session.user)
	value = defaults.get(key)
	if is_a_user_permission_key(key):
		if value and isinstance(value, list) and len(value) == 1:
			value = value[0]
		elif not value:
			value = get_user_permission_default(key, defaults) or defaults.get(frappe.scrub(key))
	value = value[0] if value and isinstance(value, list | tuple) else value
	return None if not_in_user_permission(key, value, user) else value


def get_user_permission_default(key: str, defaults: dict):
	"""The one record of a DocType that a user is narrowed to or that is his default."""
	from frappe.permissions import get_user_permissions

	rows = get_user_permissions(frappe.session.user).get(key) or []
	if len(rows) == 1:
		return rows[0].doc
	found = [row.doc for row in rows if row.is_default]
	if found:
		return found[0]
	default = defaults.get(key) or defaults.get(frappe.scrub(key))
	return default if default in [row.doc for row in rows] else None


def is_a_user_permission_key(key: str) -> bool:
	"""Is the key a DocType's name, like Company, rather than a field's?"""
	return ":" not in key and key != frappe.scrub(key)


def not_in_user_permission(key: str, value, user: str | None = None) -> bool:
	"""Is the user narrowed to other records of this DocType?"""
	from frappe.permissions import get_user_permissions

	user = user or frappe.session.user
	rows = get_user_permissions(user).get(frappe.unscrub(key)) or []
	return bool(rows) and value not in [row.doc for row in rows]


def get_user_permissions(user: str | None = None) -> dict:
	"""User Permissions of a user, by DocType."""
	from frappe.permissions import get_user_permissions as read

	return read(user or frappe.session.user)


def get_defaults(user: str | None = None) -> dict:
	"""The site's defaults and over them the user's."""
	user = user or (frappe.session.user if frappe.session else "Guest")
	return frappe._dict(get_defaults_for(GLOBAL), **get_defaults_for(user), user=user, owner=user)


def get_global_default(key: str):
	"""The site's default for a key, but the user's own where there is one."""
	value = get_defaults().get(key)
	return value[0] if isinstance(value, list) else value


def set_default(key: str, value, parent: str, parenttype: str = GLOBAL) -> None:
	"""Set the default of a user or of the site; None forgets it."""
	query = "select defvalue from `tabDefaultValue` where defkey = %s and parent = %s for update"
	rows = frappe.db.sql(query, (key, parent))
	if value is not None and len(rows) == 1 and rows[0][0] == str(value):
		return
	frappe.db.delete("DefaultValue", {"defkey": key, "parent": parent})
	if value is not None:
		add_default(key, value, parent)
	else:
		_clear_cache(parent)


def add_default(key: str, value, parent: str, parenttype: str | None = None) -> None:
	"""Add one more default of a user or of the site."""
	now, user = frappe.utils.now(), frappe.session.user or "Administrator"
	name = frappe.generate_hash(length=10)
	row = (name, user, now, now, user, key, str(value), parent, parenttype or GLOBAL)
	frappe.db.bulk_insert(
		"DefaultValue", (*COLUMNS, "parentfield"), [(*row, "system_defaults")], ignore_duplicates=False
	)
	_clear_cache(parent)


def get_defaults_for(parent: str = GLOBAL) -> dict:
	"""Key -> value, or values, of a user or of the site."""
	found = frappe.cache.hget("defaults", parent)
	if found is None:
		found = _read(parent)
		frappe.cache.hset("defaults", parent, found)
	return frappe._dict(found)


def _read(parent: str) -> dict:
	rows = frappe.db.sql(
		"select defkey, defvalue from `tabDefaultValue` where parent = %s order by creation, name", parent
	)
	found: dict = {}
	for key, value in rows:
		if key not in found:
			found[key] = value
		elif value is not None:
			found[key] = [*found[key], value] if isinstance(found[key], list) else [found[key], value]
	return found


def clear_defaults_cache(user: str | None = None) -> None:
	"""Forget what is cached of one user's defaults and the site's, or of all."""
	frappe.db.own_cache.pop("installed_apps", None)
	for parent in (user, GLOBAL, "__global") if user else [*frappe.cache.hkeys("defaults")]:
		frappe.cache.hdel("defaults", parent)


def _clear_cache(parent: str | None) -> None:
	clear_defaults_cache(parent if parent not in (GLOBAL, "__global") else None)
