"""Rows of Salesflow Department Rule: data only, the parent holds the rules."""

from frappe.model.document import Document


class SalesflowDepartmentRule(Document):
	pass
