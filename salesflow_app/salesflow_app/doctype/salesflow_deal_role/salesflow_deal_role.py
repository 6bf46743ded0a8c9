"""Rows of Salesflow Deal Role: data only, the parent holds the rules."""

from frappe.model.document import Document


class SalesflowDealRole(Document):
	pass
