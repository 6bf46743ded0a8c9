"""Rows of Salesflow Opportunity Progress: data only, the parent holds the rules."""

from salesflow_app.documents.guarded import GuardedRow


class SalesflowOpportunityProgress(GuardedRow):
	pass
