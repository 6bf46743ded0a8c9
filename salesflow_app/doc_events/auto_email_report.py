"""Auto Email Report: made for a user, who may not read every column."""

from frappe.model.document import Document

from salesflow_app.documents import queries


def validate(doc: Document, method: str | None = None) -> None:
	queries.validate_mailed_report(doc)
