"""Sales Person: the tree of teams. A new leader takes over whatever waited for one."""

import frappe
from frappe.model.document import Document

from salesflow_app.deal import lost_data


def validate(doc: Document, method: str | None = None) -> None:
	"""The user of the employee, where no other is named."""
	if doc.employee and not doc.salesflow_user:
		doc.salesflow_user = frappe.db.get_value("Employee", doc.employee, "user_id")


def on_update(doc: Document, method: str | None = None) -> None:
	lost_data.hand_over_orphans()
