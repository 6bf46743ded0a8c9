"""Rows of Payment Milestone Plan Row: data only, the parent holds the rules."""

from salesflow_app.documents.guarded import GuardedRow


class PaymentMilestonePlanRow(GuardedRow):
	pass
