"""Sales Taxes and Charges Template: the taxes that a selling document starts with."""

import frappe
from frappe.model.document import Document


class SalesTaxesandChargesTemplate(Document):
	def autoname(self) -> None:
		if self.company and self.title:
			abbreviation = frappe.get_cached_value("Company", self.company, "abbr")
			self.name = f"{self.title} - {abbreviation}"

	def validate(self) -> None:
		for row in self.taxes:
			row.cost_center = row.cost_center or frappe.get_cached_value(
				"Company", self.company, "cost_center"
			)
			if row.charge_type != "Actual" and not row.rate:
				row.rate = 0
		if self.is_default:
			others = {"company": self.company, "is_default": 1, "name": ("!=", self.name or "")}
			frappe.db.set_value(self.doctype, others, "is_default", 0)
