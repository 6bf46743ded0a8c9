"""ToDo: nobody makes one on a document of a deal that they do not see, outsiders on none of them."""

from frappe.model.document import Document

from salesflow_app.deal import rights
from salesflow_app.documents import outsiders


def validate(doc: Document, method: str | None = None) -> None:
	outsiders.validate_task(doc)
	rights.validate_task(doc)
