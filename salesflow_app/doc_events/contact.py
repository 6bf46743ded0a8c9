"""Contact: what website users enter is marked, and opens nothing."""

from frappe.model.document import Document

from salesflow_app.people import contacts


def validate(doc: Document, method: str | None = None) -> None:
	contacts.mark_unconfirmed(doc)


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	contacts.validate_rename(doc)
