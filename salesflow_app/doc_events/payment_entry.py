"""Payment Entry: confirmed to the client and noted to our people, once. The invoices follow their open amounts."""

from frappe.model.document import Document

from salesflow_app.follow_up import payments


def before_submit(doc: Document, method: str | None = None) -> None:
	payments.hold(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	payments.tell(doc)


def before_update_after_submit(doc: Document, method: str | None = None) -> None:
	payments.hold(doc)


def on_update_after_submit(doc: Document, method: str | None = None) -> None:
	"""Reconciliation names the invoices afterwards, and saves the document for it."""
	payments.tell(doc, is_booked=False)


def before_cancel(doc: Document, method: str | None = None) -> None:
	payments.hold(doc)


def on_cancel(doc: Document, method: str | None = None) -> None:
	payments.tell_reversed(doc)
