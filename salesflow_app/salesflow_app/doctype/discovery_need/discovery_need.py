"""Rows of Discovery Need: data only, the parent holds the rules."""

from frappe.model.document import Document


class DiscoveryNeed(Document):
	pass
