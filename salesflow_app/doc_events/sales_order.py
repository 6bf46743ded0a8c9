"""Sales Order: needs its signed SOW and its approval, then goes to production."""

from frappe.model.document import Document

from salesflow_app.approval import rounds
from salesflow_app.deal import origin, outcome
from salesflow_app.follow_up import payments
from salesflow_app.mails.order_won import send_order_won
from salesflow_app.milestone import reaching
from salesflow_app.order import approval, production, quoted, signed
from salesflow_app.salesflow_app.workflows import sales_order as states
from salesflow_app.signing import countersign


def before_validate(doc: Document, method: str | None = None) -> None:
	signed.keep_sow(doc)
	signed.validate_content(doc)


def validate(doc: Document, method: str | None = None) -> None:
	doc.salesflow_closed_on = None
	doc.salesflow_po_received = int(bool(doc.salesflow_po_received or doc.po_no))
	production.forget_departments(doc)
	signed.validate_order(doc)
	quotations = quoted.get_quotations(doc)
	quoted.validate_quoted(doc, quotations)
	signed.set_sow_need(doc, quotations)
	approval.validate_approval(doc)


def after_insert(doc: Document, method: str | None = None) -> None:
	reaching.on_order_amend(doc)


def before_submit(doc: Document, method: str | None = None) -> None:
	signed.validate_has_sow(doc)
	quoted.validate_not_ordered_twice(doc)
	countersign.validate_order(doc)
	approval.validate_approver(doc)
	production.set_departments(doc)


def on_update(doc: Document, method: str | None = None) -> None:
	approval.ask_approvers(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	reaching.on_order_submit(doc)
	production.tell_departments(doc)
	production.say_what_is_missing(doc)
	if deal := origin.get_deal(doc):
		send_order_won(doc)
		outcome.win(deal)


def before_update_after_submit(doc: Document, method: str | None = None) -> None:
	keep_server_fields(doc)
	signed.keep_sow(doc)
	signed.validate_content(doc)
	signed.validate_order(doc)
	approval.validate_change_after_approval(doc)


def on_update_after_submit(doc: Document, method: str | None = None) -> None:
	production.tell_changes(doc)


def before_cancel(doc: Document, method: str | None = None) -> None:
	reaching.validate_order_cancel(doc)
	doc.salesflow_approval_state = states.CANCELLED if doc.salesflow_approval_state else None


def on_cancel(doc: Document, method: str | None = None) -> None:
	signed.let_go(doc)
	production.tell_cancelled(doc)
	outcome.take_back(doc)
	payments.ask_about_deposit(doc)


def on_trash(doc: Document, method: str | None = None) -> None:
	if not doc.docstatus:
		rounds.forget(doc)


def keep_server_fields(doc: Document) -> None:
	"""Put back what only the app writes on a submitted order."""
	doc.salesflow_closed_on = doc.get_doc_before_save().salesflow_closed_on
	production.keep_departments(doc)
