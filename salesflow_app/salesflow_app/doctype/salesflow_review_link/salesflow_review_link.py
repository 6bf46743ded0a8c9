"""One recipient's way to one version of a proposal or SOW. `signing/links.py` alone writes it; nobody changes or deletes it."""

from salesflow_app.documents.guarded import GuardedRecord


class SalesflowReviewLink(GuardedRecord):
	pass
