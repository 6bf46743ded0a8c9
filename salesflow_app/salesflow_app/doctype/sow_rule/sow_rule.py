"""Rows of SOW Rule: data only, the parent holds the rules."""

from frappe.model.document import Document


class SOWRule(Document):
	pass
