"""Comment: outsiders write none on the documents of a deal; those of colleagues reach the seller."""

from frappe.model.document import Document

from salesflow_app.deal import colleague_comments
from salesflow_app.documents import outsiders


def validate(doc: Document, method: str | None = None) -> None:
	outsiders.validate_comment(doc)


def after_insert(doc: Document, method: str | None = None) -> None:
	colleague_comments.tell_seller(doc)
