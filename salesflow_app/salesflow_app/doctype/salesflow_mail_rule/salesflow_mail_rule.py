"""Rows of Salesflow Mail Rule: data only, the parent holds the rules."""

from frappe.model.document import Document


class SalesflowMailRule(Document):
	pass
