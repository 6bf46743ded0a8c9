"""Rows of Work Proposal Section: data only, the parent holds the rules."""

from frappe.model.document import Document


class WorkProposalSection(Document):
	pass
