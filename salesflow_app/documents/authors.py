"""Who wrote what nobody has approved yet, remembered by the server: none of them approves it."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents.acts import get_act

FIELDS = {"Contract": "salesflow_authors", "Sales Order": "salesflow_authors"}
"""Where the field is not called `authors`."""


def note(doc: Document, has_changed: bool) -> None:
	"""Count whoever saves content among its authors. Call it before `lifecycle.validate_state`.

	What a request sends in the field itself counts for nothing; the client and the app are no authors.
	"""
	before = doc.get_doc_before_save()
	known = _read(before) if before else []
	if (has_changed or not before) and not get_act(doc):
		known.append(frappe.session.user)
	doc.set(_get_field(doc), "\n".join(dict.fromkeys(known)))


def forget(doc: Document) -> None:
	"""All of it is approved: from here on, only who changes it again is an author."""
	doc.set(_get_field(doc), None)


def get_authors(doc: Document) -> set[str]:
	"""Users who wrote some of what is to be approved, and whoever created the document."""
	return {doc.owner, *_read(doc)}


def is_author(doc: Document) -> bool:
	"""Did the session's user write some of what is to be approved?"""
	return frappe.session.user in get_authors(doc)


def warn(doc: Document) -> None:
	"""Tell an approver who changes what they could approve that it is now for somebody else."""
	frappe.msgprint(
		_("{0} {1}: you changed what is to be approved, so another approver has to approve it.").format(
			_(doc.doctype), doc.name
		),
		indicator="orange",
		alert=True,
	)


def _read(doc: Document) -> list[str]:
	return (doc.get(_get_field(doc)) or "").split()


def _get_field(doc: Document) -> str:
	return FIELDS.get(doc.doctype, "authors")
