"""Role: what its holders may see and do is said by the DocTypes' permissions."""

import frappe
from frappe import _
from frappe.model.document import Document

STANDARD_ROLES = ("Administrator", "System Manager", "Script Manager", "All", "Guest")


class Role(Document):
	"""A role."""

	def before_rename(self, old, new, merge=False):
		if old in STANDARD_ROLES:
			frappe.throw(_("Standard roles cannot be renamed"))

	def after_insert(self):
		frappe.cache.hdel("roles", "Administrator")

	def validate(self):
		if self.disabled and not self.is_new():
			self.disable_role()

	def on_update(self):
		if self.has_value_changed("desk_access"):
			self.update_user_type_on_change()

	def on_trash(self):
		self._take_away()

	def disable_role(self):
		"""Take the role from whoever has it."""
		if self.name in STANDARD_ROLES:
			frappe.throw(_("Standard roles cannot be disabled"))
		self._take_away()

	def _take_away(self):
		frappe.db.delete("Has Role", {"role": self.name})
		frappe.clear_cache()

	def update_user_type_on_change(self):
		"""Access to the desk makes System Users of those who have the role."""
		for name in frappe.get_all("Has Role", {"role": self.name, "parenttype": "User"}, pluck="parent"):
			user = frappe.get_doc("User", name)
			before = user.user_type
			user.set_system_user()
			if user.user_type != before:
				user.save()
