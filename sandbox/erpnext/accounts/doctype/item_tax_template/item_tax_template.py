"""Item Tax Template: the rates of an item that is taxed unlike the others."""

import frappe
from frappe import _
from frappe.model.document import Document


class ItemTaxTemplate(Document):
	def autoname(self) -> None:
		if self.company and self.title:
			abbreviation = frappe.get_cached_value("Company", self.company, "abbr")
			self.name = f"{self.title} - {abbreviation}"

	def validate(self) -> None:
		seen = set()
		for row in self.taxes:
			if row.tax_type in seen:
				frappe.throw(_("{0} entered twice in Item Tax").format(frappe.bold(row.tax_type)))
			seen.add(row.tax_type)
