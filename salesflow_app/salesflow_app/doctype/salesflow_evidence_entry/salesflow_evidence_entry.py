"""One act on one document, kept for good: `evidence/log.py` alone adds it, and nothing changes or deletes it."""

from salesflow_app.documents.guarded import GuardedRecord


class SalesflowEvidenceEntry(GuardedRecord):
	def validate(self):
		super().validate()
		if not self.is_new():
			self.refuse()
