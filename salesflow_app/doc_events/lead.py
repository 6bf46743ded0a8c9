"""Lead renamed or merged: the documents of its deals follow."""

from frappe.model.document import Document

from salesflow_app.deal import party


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	party.follow_rename(doc.doctype, old, new)
