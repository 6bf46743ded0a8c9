"""DocShare: nothing of ours is shared with clients; they have the portal."""

from frappe.model.document import Document

from salesflow_app.documents import queries


def validate(doc: Document, method: str | None = None) -> None:
	queries.validate_share(doc)
