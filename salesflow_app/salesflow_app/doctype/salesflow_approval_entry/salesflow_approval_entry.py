"""One decision about a document that waits for approval: `approval/rounds.py` adds it, nothing changes or deletes it."""

from salesflow_app.documents.guarded import GuardedRecord


class SalesflowApprovalEntry(GuardedRecord):
	def validate(self):
		super().validate()
		if not self.is_new():
			self.refuse()
