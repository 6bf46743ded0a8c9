"""Lead: who sees what was sent to it; renamed or merged, the documents of its deals follow."""

from frappe.model.document import Document

from salesflow_app.clients import readers
from salesflow_app.deal import origin, party


def onload(doc: Document, method: str | None = None) -> None:
	readers.tell_form(doc, origin.get_customer_of_lead(doc.name))


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	party.follow_rename(doc.doctype, old, new)
