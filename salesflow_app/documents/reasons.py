"""Why someone takes a step back: asked for by the workflow, given by whoever takes the step, stored before it."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.text.plain_text import make_safe

LONGEST_REASON = 1000
SECONDS = 3600
"""How long a reason waits for its step."""


@frappe.whitelist(methods=["POST"])
def give_reason(doctype: str, name: str, action: str, reason: str) -> None:
	"""Store the reason that the workflow asks for before the user takes `action` on a document.

	Raises PermissionError without write permission, ValidationError for an action that needs no reason.
	"""
	frappe.has_permission(doctype, "write", name, throw=True)
	doc = frappe.get_doc(doctype, name)
	fieldname = _get_field(doc, action)
	if not fieldname:
		frappe.throw(
			_("{0} {1}: “{2}” takes no reason, or is not possible any more. Reload the document.").format(
				_(doctype), name, action
			)
		)
	if not reason.strip():
		frappe.throw(_("{0} {1}: enter a reason.").format(_(doctype), name))
	doc.db_set(fieldname, make_safe(reason.strip()[:LONGEST_REASON]), notify=True)
	remember(doc, fieldname)


def note(doc: Document) -> None:
	"""A save without a step: a reason written in it waits for the step of whoever wrote it."""
	workflow = BY_DOCTYPE[doc.doctype]
	for fieldname in {step.reason for step in workflow.transitions if step.reason}:
		if _is_written(doc, fieldname):
			remember(doc, fieldname)


def is_given(doc: Document, fieldname: str) -> bool:
	"""Does this user give the reason for their step, in this save or just before?

	Words that are still there from a client or a colleague are theirs.
	"""
	words = (doc.get(fieldname) or "").strip()
	return bool(words) and (
		_is_written(doc, fieldname) or frappe.cache.get_value(_get_key(doc, fieldname)) == words
	)


def _is_written(doc: Document, fieldname: str) -> bool:
	before = doc.get_doc_before_save()
	return bool(doc.get(fieldname)) and (not before or doc.get(fieldname) != before.get(fieldname))


def remember(doc: Document, fieldname: str) -> None:
	"""The words in the field are the session user's, for the step they take next."""
	words = doc.get(fieldname).strip()
	frappe.cache.set_value(_get_key(doc, fieldname), words, expires_in_sec=SECONDS)


def _get_key(doc: Document, fieldname: str) -> str:
	return f"salesflow_reason:{doc.doctype}:{doc.name}:{fieldname}:{frappe.session.user}"


def _get_field(doc: Document, action: str) -> str | None:
	"""The field that must hold the reason for an action in the document's state."""
	workflow = BY_DOCTYPE.get(doc.doctype)
	steps = workflow.from_state(doc.get(workflow.state_field)) if workflow else ()
	return next((step.reason for step in steps if step.action == action and step.reason), None)
