"""What is to be done after a process review, by whom and until when."""

from salesflow_app.documents.guarded import GuardedRow


class ProcessReviewAction(GuardedRow):
	pass
