"""Sales Order of a SOW: what its life means for the SOW and its milestones. Everything else is in `sales_order.py`."""

from frappe.model.document import Document

from salesflow_app.milestone import reaching


def after_insert(doc: Document, method: str | None = None) -> None:
	reaching.on_order_amend(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	reaching.on_order_submit(doc)


def before_cancel(doc: Document, method: str | None = None) -> None:
	reaching.validate_order_cancel(doc)
