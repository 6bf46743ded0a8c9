"""Workspaces of the desk: who may open which."""

import frappe
from frappe.offered import refuse_others
from frappe.permissions import get_doctypes_with_read


class Workspace:
	"""A workspace as the user sees it; raises PermissionError where its module is closed to him."""

	def __init__(self, page, minimal=False):
		if not minimal:
			raise NotImplementedError(
				"frappe.desk.desktop.Workspace(minimal=False) is not offered by the sandbox"
			)
		self.page_name, self.page_title, self.public_page = map(page.get, ("name", "title", "public"))
		self.user, roles = frappe.session.user, frappe.get_roles()
		self.workspace_manager = "Workspace Manager" in roles
		self.allowed_modules = self._get_allowed_modules()
		self.doc = frappe.get_cached_doc("Workspace", self.page_name)
		is_open = not self.doc.module or self.doc.module in self.allowed_modules
		if not (is_open or self.workspace_manager):
			raise frappe.PermissionError()

	def _get_allowed_modules(self) -> set[str]:
		names = get_doctypes_with_read()
		return set(frappe.get_all("DocType", {"name": ("in", names)}, pluck="module"))

	def is_permitted(self) -> bool:
		"""Has the user one of the workspace's roles, or does it ask for none?"""
		allowed = {row.role for row in self.doc.roles}
		return not allowed or bool(allowed & set(frappe.get_roles()))


__getattr__ = refuse_others(__name__)
