"""Work that follows a commit, and what became of it. `outbox/` writes it; nobody changes or deletes it by hand."""

import frappe
from frappe import _

from salesflow_app.documents.guarded import GuardedRecord


class SalesflowOutboxEntry(GuardedRecord):
	def refuse(self):
		frappe.throw(
			_(
				"Salesflow Outbox Entry {0} is a record: it cannot be added, changed or deleted by hand. "
				"Use “Send Again” if it failed."
			).format(self.name or ""),
			frappe.PermissionError,
		)
