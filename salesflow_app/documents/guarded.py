"""Documents that nobody writes by hand: records of what happened, and rows that belong to their document."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents.acts import is_system_act


class GuardedRecord(Document):
	"""Base of records that only the app writes, under `system_act`, and that nobody deletes or renames."""

	def validate(self):
		if not is_system_act(self):
			self.refuse()

	def on_trash(self):
		self.refuse()

	def before_rename(self, old: str, new: str, merge: bool = False):
		self.refuse()

	def refuse(self):
		frappe.throw(
			_("{0} {1} is a record of what happened: nobody can write, change or delete it.").format(
				_(self.doctype), self.name or ""
			),
			frappe.PermissionError,
		)


class GuardedRow(Document):
	"""Base of rows whose document guards them: Frappe also takes a row alone by REST, past the document's rules.

	A document that saves its rows calls none of these.
	"""

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
