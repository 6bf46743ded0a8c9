"""Rows of Work Proposal Item: data only, the parent holds the rules."""

from salesflow_app.documents.guarded import GuardedRow


class WorkProposalItem(GuardedRow):
	pass
