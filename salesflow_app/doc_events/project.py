"""Project: when it is completed, its milestones are reached."""

from frappe.model.document import Document

from salesflow_app.milestone import reaching


def on_update(doc: Document, method: str | None = None) -> None:
	reaching.on_work_status(doc)
