"""Rows of Discovery Question: data only, the parent holds the rules."""

from frappe.model.document import Document


class DiscoveryQuestion(Document):
	pass
