"""Rows of Salesflow Required Paper: data only, the parent holds the rules."""

from frappe.model.document import Document


class SalesflowRequiredPaper(Document):
	pass
