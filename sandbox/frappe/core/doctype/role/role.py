"""Role: what its holders may see and do is said by the DocTypes' permissions."""

import frappe
from frappe.model.document import Document


class Role(Document):
	"""A role."""

	def after_insert(self):
		frappe.cache.hdel("roles", "Administrator")

	def validate(self):
		if self.disabled and not self.is_new():
			self._take_away()

	def on_trash(self):
		self._take_away()

	def _take_away(self):
		frappe.db.delete("Has Role", {"role": self.name})
		frappe.clear_cache()
