"""One document for each step of a deal: two people who go on from the same one at once do not make two."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from salesflow_app.documents.locks import lock_row


def validate_once(
	doc: Document, sources: tuple[str, ...], open_states: tuple[str, ...], way_out: str
) -> None:
	"""Refuse a new document of a source that already has one in an open state.

	`sources` are link fields, the nearest step first; the first that is filled in counts. A new version of a
	document is no second one. Raises DuplicateEntryError with the name of the first, and `way_out`.
	"""
	field = next((name for name in sources if doc.get(name)), None)
	if not field or not doc.is_new() or doc.get("amended_from"):
		return
	source = doc.meta.get_field(field)
	lock_row(source.options, doc.get(field))
	other = _get_other(doc, field, open_states)
	if other:
		frappe.throw(
			_("{0} {1} already has {2} {3} ({4}). {5}").format(
				_(source.options),
				doc.get(field),
				_(doc.doctype),
				get_link_to_form(doc.doctype, other.name),
				_(other.workflow_state),
				way_out,
			),
			frappe.DuplicateEntryError,
			title=_("Already There"),
		)


def _get_other(doc: Document, field: str, open_states: tuple[str, ...]) -> frappe._dict | None:
	"""Read with a lock, so that it is seen although it was written after this transaction began."""
	return frappe.db.get_value(
		doc.doctype,
		{field: doc.get(field), "workflow_state": ("in", open_states), "docstatus": ("<", 2)},
		["name", "workflow_state"],
		as_dict=True,
		for_update=True,
	)
