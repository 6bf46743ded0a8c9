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


class GuardedRow(GuardedRecord):
	"""Base of rows whose document guards them: Frappe also takes a row alone by REST, past the document's rules.

	A document that saves its rows calls none of these.
	"""

	def refuse(self):
		frappe.throw(
			_("{0}: a row cannot be changed on its own. Change it in {1} {2}.").format(
				_(self.doctype), _(self.parenttype or ""), self.parent or ""
			),
			frappe.PermissionError,
		)
