"""Customer: who may see its documents; renamed or merged, the documents of its deals follow."""

from frappe.model.document import Document

from salesflow_app.clients import readers
from salesflow_app.deal import party


def validate(doc: Document, method: str | None = None) -> None:
	readers.stamp(doc)


def onload(doc: Document, method: str | None = None) -> None:
	readers.tell_form(doc, doc.name)


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	if merge:
		readers.validate_merge(old, new)


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	party.follow_rename(doc.doctype, old, new)
