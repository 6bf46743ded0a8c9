"""Why someone takes a step back: asked for by the workflow, stored before the step."""

import frappe
from frappe import _

from salesflow_app.salesflow_app.workflows import BY_DOCTYPE

LONGEST_REASON = 1000


@frappe.whitelist(methods=["POST"])
def give_reason(doctype: str, name: str, action: str, reason: str) -> None:
	"""Store the reason that the workflow asks for before the user takes `action` on a document.

	Raises PermissionError without write permission, ValidationError for an action that needs no reason.
	"""
	frappe.has_permission(doctype, "write", name, throw=True)
	doc = frappe.get_doc(doctype, name)
	fieldname = _get_field(doc, action)
	if not fieldname:
		frappe.throw(_("{0} {1}: “{2}” does not need a reason.").format(_(doctype), name, action))
	if not reason.strip():
		frappe.throw(_("{0} {1}: enter a reason.").format(_(doctype), name))
	doc.db_set(fieldname, reason.strip()[:LONGEST_REASON], notify=True)


def _get_field(doc: frappe.model.document.Document, action: str) -> str | None:
	"""The field that must hold the reason for an action in the document's state."""
	workflow = BY_DOCTYPE.get(doc.doctype)
	steps = workflow.from_state(doc.get(workflow.state_field)) if workflow else ()
	return next((step.reason for step in steps if step.action == action and step.reason), None)
