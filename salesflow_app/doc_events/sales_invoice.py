"""Sales Invoice: bills one milestone exactly and once; tells the client when it is out."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.follow_up import payments, settled
from salesflow_app.mails import invoice_sent, invoice_withdrawn
from salesflow_app.milestone import billing, credit_notes, invoice, settlement
from salesflow_app.order import advances, billing_turn, closing
from salesflow_app.shipment import steps


def before_validate(doc: Document, method: str | None = None) -> None:
	if doc.is_return:
		if doc.docstatus == 1:
			payments.hold_credited(doc)
		credit_notes.set_counting(doc)
		return
	invoice.take_over_milestone(doc)
	if doc.is_new() and not doc.get("is_pos") and has_order(doc):
		doc.allocate_advances_automatically = 1  # whoever paid in advance is not asked to pay again
	advances.want_again(doc)  # an earlier save of this object may have been refused half way
	if has_order(doc):
		advances.spare_search(doc)
	if doc.salesflow_payment_milestone:
		invoice.set_due_date(doc)


def validate(doc: Document, method: str | None = None) -> None:
	"""An invoice on the order of a SOW bills exactly one milestone. Costs nothing without a Sales Order."""
	advances.want_again(doc)
	invoice.validate_link(doc)
	if invoice.is_credit_note(doc):
		doc.salesflow_payment_milestone = doc.salesflow_live_milestone = None
		credit_notes.validate(doc)
		return
	if doc.update_stock:
		steps.validate_direct_delivery(doc)
	invoice.set_key(doc)
	if doc.salesflow_payment_milestone:
		invoice.validate_milestone(doc)
	else:
		invoice.validate_no_sow_order(doc)


def after_insert(doc: Document, method: str | None = None) -> None:
	if doc.salesflow_payment_milestone:
		billing.attach(doc)


def on_update(doc: Document, method: str | None = None) -> None:
	if doc.salesflow_payment_milestone and doc.docstatus == 0 and doc.get_doc_before_save():
		billing.sync(doc.salesflow_payment_milestone)


def on_submit(doc: Document, method: str | None = None) -> None:
	if doc.salesflow_payment_milestone:
		billing.sync(doc.salesflow_payment_milestone)
		billing.close_check(doc.salesflow_sow)
	elif milestone := settlement.get_milestone(doc):
		billing.sync(milestone)
	if has_order(doc):
		invoice_sent.send_invoice_sent(doc)
		if flt(doc.outstanding_amount) <= 0:
			closing.close_orders(doc)
		billing_turn.on_billed(doc)


def on_change(doc: Document, method: str | None = None) -> None:
	if settlement.is_ledgers(doc) and has_order(doc):
		settlement.follow(doc)


def before_cancel(doc: Document, method: str | None = None) -> None:
	if doc.is_return:
		payments.hold_credited(doc)
		credit_notes.validate_cancel(doc)
	closing.reopen_before_cancel(doc, "sales_order")


def on_cancel(doc: Document, method: str | None = None) -> None:
	if doc.salesflow_payment_milestone:
		billing.release(doc, _("Sales Invoice {0} was cancelled.").format(doc.name))
	elif milestone := settlement.get_milestone(doc):
		billing.sync(milestone)
	if has_order(doc):
		invoice_withdrawn.send_invoice_withdrawn(doc)
		billing_turn.on_billed(doc)
		settled.on_cancelled(doc.name)


def on_discard(doc: Document, method: str | None = None) -> None:
	"""Frappe 16: a draft that nobody will submit is kept as cancelled."""
	if doc.salesflow_payment_milestone:
		billing.release(doc, _("Sales Invoice {0} was discarded.").format(doc.name))


def on_trash(doc: Document, method: str | None = None) -> None:
	if doc.salesflow_payment_milestone:
		billing.release(doc, _("Sales Invoice {0} was deleted.").format(doc.name))


def has_order(doc: Document) -> bool:
	"""Is the invoice part of a deal?"""
	return any(row.sales_order for row in doc.items)
