"""Delivery Note: made when production has handed over, packed, cleared and shipped."""

from frappe.model.document import Document

from salesflow_app.milestone import reaching
from salesflow_app.order import billing_turn, closing, rows
from salesflow_app.salesflow_app.workflows import delivery_note as states
from salesflow_app.shipment import prices, steps


def before_validate(doc: Document, method: str | None = None) -> None:
	prices.keep_prices(doc)


def validate(doc: Document, method: str | None = None) -> None:
	steps.validate_production(doc)
	steps.validate_shipment(doc)


def after_insert(doc: Document, method: str | None = None) -> None:
	steps.close_packing_task(doc)
	steps.say_other_drafts(doc)


def on_update(doc: Document, method: str | None = None) -> None:
	steps.tell_next_station(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	reaching.on_delivery(doc)
	steps.say_what_is_missing(doc)
	billing_turn.on_shipped(doc)
	for order in sorted(rows.get_orders(doc)):
		closing.close_if_done(order)


def before_update_after_submit(doc: Document, method: str | None = None) -> None:
	steps.keep_shipped_state(doc)


def before_cancel(doc: Document, method: str | None = None) -> None:
	closing.reopen_before_cancel(doc, "against_sales_order")
	doc.salesflow_shipping_state = states.CANCELLED if doc.salesflow_shipping_state else None


def on_cancel(doc: Document, method: str | None = None) -> None:
	reaching.on_delivery_cancelled(doc)
	billing_turn.on_shipped(doc)
