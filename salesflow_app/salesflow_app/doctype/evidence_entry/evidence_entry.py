"""One act on one document, kept for good: it can be added by `evidence/log.py` alone, and never changed or deleted."""

import frappe
from frappe import _
from frappe.model.document import Document


class EvidenceEntry(Document):
	def before_insert(self):
		if not self.flags.salesflow_evidence:
			self.refuse()

	def validate(self):
		if not self.is_new():
			self.refuse()

	def on_trash(self):
		self.refuse()

	def before_rename(self, old: str, new: str, merge: bool = False):
		self.refuse()

	def refuse(self):
		frappe.throw(
			_(
				"Evidence Entry {0} cannot be written, changed or deleted by anybody: it is the record of what happened."
			).format(self.name or ""),
			frappe.PermissionError,
		)
