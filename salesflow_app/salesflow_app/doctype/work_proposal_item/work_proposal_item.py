"""Rows of Work Proposal Item: data only, the parent holds the rules."""

from frappe.model.document import Document


class WorkProposalItem(Document):
	pass
