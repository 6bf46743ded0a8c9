"""Supplier: who is bought from."""

import frappe
from frappe.model.document import Document
from frappe.model.naming import set_name_by_naming_series


class Supplier(Document):
	def autoname(self) -> None:
		if frappe.db.get_default("supp_master_name") == "Naming Series":
			set_name_by_naming_series(self)
		else:
			self.name = self.supplier_name

	def before_insert(self) -> None:
		self.country = self.country or frappe.db.get_default("country")
		self.language = self.language or frappe.db.get_default("lang")
