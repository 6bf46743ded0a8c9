"""Defaults of the site and of users: rows of Default Value."""

import frappe
from frappe.offered import refuse_others

GLOBAL = "__default"


def set_user_default(key: str, value, user: str | None = None, parenttype: str | None = None) -> None:
	"""Set a default of one user."""
	set_default(key, value, user or frappe.session.user, parenttype)


def get_user_default(key: str, user: str | None = None):
	"""The user's default for a key, else the site's; a DocType's name asks for the field of that name."""
	defaults = get_defaults(user)
	return defaults.get(key) or defaults.get(frappe.scrub(key))


def get_defaults(user: str | None = None) -> dict:
	"""The site's defaults and over them the user's."""
	user = user or frappe.session.user or "Guest"
	return frappe._dict(get_defaults_for(GLOBAL), **get_defaults_for(user), user=user, owner=user)


def get_global_default(key: str):
	"""The site's default for a key, but the user's own where there is one."""
	return get_defaults().get(key)


def set_default(key: str, value, parent: str, parenttype: str | None = None) -> None:
	"""Set the default of a user or of the site; None forgets it."""
	frappe.db.delete("DefaultValue", {"defkey": key, "parent": parent})
	if value is not None:
		now, user = frappe.utils.now(), frappe.session.user or "Administrator"
		values = {
			"name": frappe.generate_hash(length=10),
			"owner": user,
			"creation": now,
			"modified": now,
			"modified_by": user,
			"defkey": key,
			"defvalue": str(value),
			"parent": parent,
			"parenttype": parenttype or GLOBAL,
			"parentfield": "system_defaults",
		}
		frappe.db.bulk_insert("DefaultValue", list(values), [list(values.values())])
	frappe.cache.hdel("defaults", parent)


def get_defaults_for(parent: str = GLOBAL) -> dict:
	"""Key -> value of a user or of the site."""
	found = frappe.cache.hget("defaults", parent)
	if found is None:
		query = "select defkey, defvalue from `tabDefaultValue` where parent = %s order by creation, name"
		found = dict(frappe.db.sql(query, parent))
		frappe.cache.hset("defaults", parent, found)
	return found


__getattr__ = refuse_others(__name__)
