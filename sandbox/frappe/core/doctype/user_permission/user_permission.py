"""User Permissions are left to a real site."""

from frappe.model.document import Document


class UserPermission(Document):
	def validate(self):
		raise NotImplementedError("User Permission")
