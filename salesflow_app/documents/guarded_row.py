"""Rows whose document guards them: Frappe also takes a row alone by REST, past the document's rules. Not here."""

import frappe
from frappe import _
from frappe.model.document import Document


class GuardedRow(Document):
	"""Base of the rows of Work Proposal and SOW. A document that saves its rows calls none of these."""

	def validate(self):
		self.refuse()

	def on_trash(self):
		self.refuse()

	def before_rename(self, old: str, new: str, merge: bool = False):
		self.refuse()

	def refuse(self):
		frappe.throw(
			_("{0}: a row is changed in its document, {1} {2}, and not on its own.").format(
				_(self.doctype), _(self.parenttype or ""), self.parent or ""
			),
			frappe.PermissionError,
		)
