"""What a client thinks of our work. The app asks, the client answers, staff may withdraw the question with a reason."""

import frappe
from frappe import _

from salesflow_app.clients.document import ClientDocument
from salesflow_app.documents.acts import get_act
from salesflow_app.documents.lifecycle import finish_step, has_moved_to, validate_state
from salesflow_app.documents.server_fields import keep_server_fields
from salesflow_app.salesflow_app.workflows.client_feedback import WITHDRAWN
from salesflow_app.signing import links


class ClientFeedback(ClientDocument):
	def onload(self):
		"""Its readers are the deal's people, not those of the client's portal."""

	def validate(self):
		if self.is_new() and not get_act(self):
			frappe.throw(
				_("Client Feedback is asked for by SalesFlow, after a payment or a close, and not by hand."),
				frappe.PermissionError,
			)
		keep_server_fields(self)
		validate_state(self)

	def on_update(self):
		finish_step(self)
		if has_moved_to(self, WITHDRAWN):
			links.revoke(self.doctype, self.name, self.reason or "")
