"""Number Card: one figure on a workspace."""

import frappe
from frappe import _
from frappe.model.document import Document


class NumberCard(Document):
	"""A figure: counted, added up, or told by a function of an app."""

	def autoname(self):
		if not self.name:
			self.name = self.label
		number = 0
		while frappe.db.exists("Number Card", self.name):
			number += 1
			self.name = f"{self.label}-{number}"

	def validate(self):
		if self.type == "Document Type" and not (self.document_type and self.function):
			frappe.throw(_("Document Type and Function are required to create a number card"))
		if self.type == "Custom" and not self.method:
			frappe.throw(_("Method is required to create a number card"))
