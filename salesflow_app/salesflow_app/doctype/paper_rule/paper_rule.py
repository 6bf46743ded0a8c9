"""Rows of Paper Rule: data only, the parent holds the rules."""

from frappe.model.document import Document


class PaperRule(Document):
	pass
