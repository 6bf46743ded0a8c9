"""A figure of a process review. Its document guards it."""

from salesflow_app.documents.guarded import GuardedRow


class ProcessReviewFigure(GuardedRow):
	pass
