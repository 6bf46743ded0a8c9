"""Item Tax Template: the rates of an item that is taxed unlike the others."""

import frappe
from frappe.model.document import Document


class ItemTaxTemplate(Document):
	def autoname(self) -> None:
		if self.company and self.title:
			abbreviation = frappe.get_cached_value("Company", self.company, "abbr")
			self.name = f"{self.title} - {abbreviation}"
