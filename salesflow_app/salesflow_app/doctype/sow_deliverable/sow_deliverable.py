"""Rows of SOW Deliverable: data only, the parent holds the rules."""

from salesflow_app.documents.guarded import GuardedRow


class SOWDeliverable(GuardedRow):
	pass
