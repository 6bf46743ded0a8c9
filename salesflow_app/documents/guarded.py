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
			_("{0} {1} is a permanent record: it cannot be added, changed or deleted by hand.").format(
				_(self.doctype), self.name or ""
			),
			frappe.PermissionError,
		)


class GuardedRow(Document):
	"""Base of rows that their document guards: REST could write a row alone, bypassing the document's rules.

	Saving the document itself calls none of these.
	"""

	def validate(self):
		self.refuse()

	def on_trash(self):
		self.refuse()

	def before_rename(self, old: str, new: str, merge: bool = False):
		self.refuse()

	def refuse(self):
		frappe.throw(
			_("{0}: a row cannot be changed on its own. Change it in {1} {2}.").format(
				_(self.doctype), _(self.parenttype or ""), self.parent or ""
			),
			frappe.PermissionError,
		)
