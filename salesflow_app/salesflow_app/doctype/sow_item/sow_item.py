"""Rows of SOW Item: data only, the parent holds the rules."""

from salesflow_app.documents.guarded import GuardedRow


class SOWItem(GuardedRow):
	pass
