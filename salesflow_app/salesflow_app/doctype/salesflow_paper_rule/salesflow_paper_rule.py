"""Rows of Salesflow Paper Rule: data only, the parent holds the rules."""

from frappe.model.document import Document


class SalesflowPaperRule(Document):
	pass
