"""Documents that clients see in the portal. To a portal user, another company's document does not exist."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.clients import access
from salesflow_app.clients.readers import tell_form
from salesflow_app.documents.acts import is_system_act
from salesflow_app.documents.server_fields import forget_server_fields
from salesflow_app.evidence.frozen import is_as_frozen
from salesflow_app.people.accounts import is_website_user


class ClientDocument(Document):
	"""Base of SOW, Work Proposal and Payment Milestone."""

	def insert(self, *args, **kwargs):
		if self.get("amended_from"):
			forget_server_fields(self)
		return super().insert(*args, **kwargs)

	def onload(self):
		tell_form(self, access.get_customer(self))
		self.tell_changes()

	def tell_changes(self):
		"""Tell the form where it shows something else than the client signed."""
		if self.docstatus == 1 and self.get("content_hash"):
			self.set_onload("salesflow_differs", not is_as_frozen(self))

	def load_from_db(self):
		result = super().load_from_db()
		if is_website_user() and not access.is_visible(self) and not is_system_act(self):
			# The DocType in the error makes Frappe answer as for a name that does not exist.
			error = frappe.DoesNotExistError(doctype=self.doctype)
			frappe.throw(_("{0} {1} not found").format(_(self.doctype), self.name), error)
		return result
