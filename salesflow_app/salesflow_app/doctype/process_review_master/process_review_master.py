"""A master document that was approved in the period of a review."""

from salesflow_app.documents.guarded import GuardedRow


class ProcessReviewMaster(GuardedRow):
	pass
