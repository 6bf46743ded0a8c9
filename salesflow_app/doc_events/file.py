"""File: private and unchanged on our documents; outsiders neither attach nor copy."""

from frappe.model.document import Document

from salesflow_app.documents import files


def validate(doc: Document, method: str | None = None) -> None:
	files.validate_file(doc)
