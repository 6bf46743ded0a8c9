"""A signature or acceptance on paper, by purchase order or mail: recorded with its file by one person, confirmed by another."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, today

from salesflow_app.documents.acts import is_system_act
from salesflow_app.signing import offline


class SalesflowOfflineAnswer(Document):
	def validate(self):
		before = self.get_doc_before_save()
		if is_system_act(self):
			return
		if before and before.status == offline.CONFIRMED:
			self.refuse()
		self.set_record()
		self.validate_date()
		self.file_hash = offline.read_file(self)

	def after_insert(self):
		offline.ask_for_confirmation(self)

	def on_trash(self):
		if self.status == offline.CONFIRMED:
			self.refuse()

	def before_rename(self, old: str, new: str, merge: bool = False):
		self.refuse()

	def set_record(self):
		"""Who changed it last stands for it, whatever was sent in these fields."""
		doc = offline.get_open_document(self)
		self.update(
			{
				"status": offline.WAITING,
				"document_version": doc.version,
				"content_hash": doc.content_hash,
				"recorded_by": frappe.session.user,
				"recorded_on": now_datetime(),
				"confirmed_by": None,
				"confirmed_on": None,
			}
		)

	def validate_date(self):
		if getdate(self.answered_on) > getdate(today()):
			frappe.throw(_("Date: {0} is in the future.").format(self.get_formatted("answered_on")))

	def refuse(self):
		frappe.throw(
			_("Salesflow Offline Answer {0} of {1} is part of the record and stays as it is.").format(
				self.name, self.reference_name
			),
			frappe.PermissionError,
		)
