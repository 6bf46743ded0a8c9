"""Dashboard Chart: counted once for all its readers."""

from frappe.model.document import Document

from salesflow_app.deal import lost_rights


def validate(doc: Document, method: str | None = None) -> None:
	lost_rights.validate_chart(doc)
