"""Rows of Salesflow Production Handoff: data only, the parent holds the rules."""

from frappe.model.document import Document


class SalesflowProductionHandoff(Document):
	pass
