"""Comment: outsiders write none on the documents of a deal."""

from frappe.model.document import Document

from salesflow_app.documents import outsiders


def validate(doc: Document, method: str | None = None) -> None:
	outsiders.validate_comment(doc)
