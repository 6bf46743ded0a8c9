"""Address Template: how addresses of a country are printed."""

import frappe
from frappe import _
from frappe.model.document import Document


class AddressTemplate(Document):
	def validate(self):
		if not self.is_default and not frappe.db.exists("Address Template", {"is_default": 1}):
			self.is_default = 1

	def on_update(self):
		if self.is_default:
			others = {"is_default": 1, "name": ("!=", self.name)}
			for name in frappe.get_all("Address Template", others, pluck="name"):
				frappe.db.set_value("Address Template", name, "is_default", 0)

	def on_trash(self):
		if self.is_default:
			frappe.throw(_("Default Address Template cannot be deleted"))
