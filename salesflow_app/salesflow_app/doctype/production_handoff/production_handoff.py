"""Rows of Production Handoff: data only, the parent holds the rules."""

from frappe.model.document import Document


class ProductionHandoff(Document):
	pass
