"""Where a chain of evidence ends: `evidence/heads.py` alone writes it."""

from salesflow_app.documents.guarded import GuardedRecord


class SalesflowEvidenceHead(GuardedRecord):
	pass
