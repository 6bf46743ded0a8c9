"""Rows of Milestone File: data only, the parent holds the rules."""

from frappe.model.document import Document


class MilestoneFile(Document):
	pass
