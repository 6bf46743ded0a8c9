"""Rows of Salesflow Approval Rule: data only, the parent holds the rules."""

from frappe.model.document import Document


class SalesflowApprovalRule(Document):
	pass
