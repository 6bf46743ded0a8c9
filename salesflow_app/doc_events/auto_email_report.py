"""Auto Email Report: made for a user, who may not read every column, and read by those who manage it."""

from frappe.model.document import Document

from salesflow_app.deal import lost_rights
from salesflow_app.documents import queries


def validate(doc: Document, method: str | None = None) -> None:
	lost_rights.validate_mailed_report(doc)
	queries.validate_mailed_report(doc)
