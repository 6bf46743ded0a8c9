"""Rows of Salesflow SOW Rule: data only, the parent holds the rules."""

from frappe.model.document import Document


class SalesflowSOWRule(Document):
	pass
