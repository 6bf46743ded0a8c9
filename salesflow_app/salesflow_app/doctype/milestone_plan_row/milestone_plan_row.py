"""Rows of Milestone Plan Row: data only, the parent holds the rules."""

from salesflow_app.documents.guarded import GuardedRow


class MilestonePlanRow(GuardedRow):
	pass
