"""User Permission: the documents of a DocType that a user is limited to."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.user_permissions import get_user_permissions

__all__ = ["UserPermission", "get_user_permissions"]


class UserPermission(Document):
	"""A user's limit to one document of a DocType."""

	def validate(self):
		self.validate_user_permission()
		self.validate_default_permission()
		if self.applicable_for:
			self.apply_to_all_doctypes = 0

	def on_update(self):
		frappe.cache.hdel("user_permissions", self.user)

	def on_trash(self):
		frappe.cache.hdel("user_permissions", self.user)

	def validate_user_permission(self):
		same = {
			"allow": self.allow,
			"for_value": self.for_value,
			"user": self.user,
			"applicable_for": self.applicable_for or ("is", "not set"),
			"apply_to_all_doctypes": self.apply_to_all_doctypes,
			"name": ("!=", self.name),
		}
		if frappe.get_all("User Permission", same, limit=1):
			frappe.throw(_("User permission already exists"), frappe.DuplicateEntryError)

	def validate_default_permission(self):
		"""One default per user and DocType."""
		if not self.is_default:
			return
		others = {"allow": self.allow, "user": self.user, "is_default": 1, "name": ("!=", self.name)}
		if frappe.get_all("User Permission", others, limit=1):
			frappe.throw(_("{0} has already assigned default value for {1}.").format(self.user, self.allow))
