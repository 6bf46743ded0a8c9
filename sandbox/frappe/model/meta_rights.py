"""Which fields a user may read or write."""

import frappe
import frappe.share
from frappe.utils import cint


class MetaRights:
	"""Part of `Meta`."""

	def get_permissions(self, parenttype: str | None = None) -> list:
		"""Permission rows; those of the parent for a child table."""
		if self.istable and parenttype:
			return frappe.get_meta(parenttype).permissions
		return self.permissions

	def get_permlevel_access(self, permission_type="read", parenttype=None, *, user=None) -> list[int]:
		"""Levels of the fields that the user may read or write."""
		roles = frappe.get_roles(user)
		levels = [
			cint(row.permlevel)
			for row in self.get_permissions(parenttype)
			if row.role in roles and row.get(permission_type)
		]
		return list(dict.fromkeys(levels))

	def get_permitted_fieldnames(
		self, parenttype=None, *, user=None, permission_type="read", with_virtual_fields=True
	) -> list[str]:
		"""Fields that the user may read or write."""
		if permission_type == "select":
			return list(dict.fromkeys([*self.get_search_fields(), self.get_title_field(), "name"]))
		if self.istable and not parenttype:
			return []
		if not self.get_permissions(parenttype=parenttype):
			return []
		levels = set(self.get_permlevel_access(permission_type, parenttype, user=user))
		if 0 not in levels and permission_type == "read":
			shared = frappe.share.get_shared(self.name, user, rights=["read"], limit=1)
			levels |= {0} if shared else set()
		return [
			df.fieldname
			for df in self.get_fieldnames_with_value(
				with_field_meta=True, with_virtual_fields=with_virtual_fields
			)
			if cint(df.permlevel) in levels
		]
