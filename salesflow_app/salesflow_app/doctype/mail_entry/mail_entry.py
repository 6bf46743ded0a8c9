"""One mail the app sent or could not send: `mails/outbox.py` writes it, nobody changes or deletes it."""

import frappe
from frappe import _
from frappe.model.document import Document


class MailEntry(Document):
	def validate(self):
		if not self.flags.salesflow_outbox:
			self.refuse()

	def on_trash(self):
		self.refuse()

	def before_rename(self, old: str, new: str, merge: bool = False):
		self.refuse()

	def refuse(self):
		frappe.throw(
			_("Mail Entry {0} is the record of a mail: nobody can write, change or delete it.").format(
				self.name or ""
			),
			frappe.PermissionError,
		)
