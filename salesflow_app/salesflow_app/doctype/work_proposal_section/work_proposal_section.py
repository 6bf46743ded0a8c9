"""Rows of Work Proposal Section: data only, the parent holds the rules."""

from salesflow_app.documents.guarded import GuardedRow


class WorkProposalSection(GuardedRow):
	pass
