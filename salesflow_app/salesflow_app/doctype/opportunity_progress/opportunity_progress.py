"""Rows of Opportunity Progress: data only, the parent holds the rules."""

from frappe.model.document import Document


class OpportunityProgress(Document):
	pass
