"""Whether there is something, how many there are, and the site's defaults."""

import frappe
import frappe.defaults
from frappe.database.conditions import get_nested, get_where
from frappe.database.values import get_table


class Lookups:
	"""The part of `frappe.db` that counts and looks up."""

	def exists(self, dt, dn=None, cache=False):
		"""Name of a document of this name or of these filters, else None."""
		if isinstance(dt, dict):
			dn = {key: value for key, value in dt.items() if key != "doctype"}
			dt = dt["doctype"]
		is_single = dt == dn and dt != "DocType"
		return dn if is_single else self.get_value(dt, dn, cache=cache, ignore=True, order_by=None)

	def count(self, dt, filters=None, debug=False, cache=False, distinct: bool = True) -> int:
		"""How many documents fit."""
		where, given = get_where(dt, filters)
		return self.sql(f"select count(*) from `{get_table(dt)}`{where}", given, debug=debug)[0][0]

	def get_descendants(self, doctype: str, name: str) -> list[str]:
		"""Names below a node of a tree."""
		return get_nested(doctype, "name", "descendants of", name)

	@staticmethod
	def get_all(*args, **kwargs) -> list:
		"""`frappe.get_all`."""
		return frappe.get_all(*args, **kwargs)

	@staticmethod
	def get_list(*args, **kwargs) -> list:
		"""`frappe.get_list`."""
		return frappe.get_list(*args, **kwargs)

	# Defaults

	@staticmethod
	def get_default(key: str, parent: str = "__default"):
		"""The site's default for a key."""
		found = frappe.defaults.get_defaults_for(parent).get(key)
		return found[0] if isinstance(found, list) else found

	@staticmethod
	def get_defaults(key: str | None = None, parent: str = "__default"):
		"""The site's default for a key, or all of them."""
		defaults = frappe.defaults.get_defaults_for(parent)
		return defaults.get(key) if key else defaults

	@staticmethod
	def set_default(key: str, val, parent: str = "__default", parenttype: str | None = None) -> None:
		"""Set the site's default for a key."""
		frappe.defaults.set_default(key, val, parent, parenttype)

	@staticmethod
	def add_default(key: str, val, parent: str = "__default", parenttype: str | None = None) -> None:
		"""Add one more default for a key."""
		frappe.defaults.add_default(key, val, parent, parenttype)

	def get_global(self, key: str, user: str = "__global"):
		"""A value that the site keeps for itself."""
		return self.get_default(key, user)

	def set_global(self, key: str, val, user: str = "__global") -> None:
		"""Keep a value for the site."""
		self.set_default(key, val, user)
