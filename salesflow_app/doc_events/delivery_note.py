"""Delivery Note: made when production has handed over, packed, cleared and shipped (seed 2)."""

from frappe.model.document import Document

from salesflow_app import milestone_events, order_closing, shipment


def validate(doc: Document, method: str | None = None) -> None:
	shipment.validate_production(doc)
	shipment.validate_shipment(doc)


def after_insert(doc: Document, method: str | None = None) -> None:
	shipment.close_packing_task(doc)


def on_update(doc: Document, method: str | None = None) -> None:
	shipment.tell_next_station(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	milestone_events.on_delivery(doc)
	for order in sorted(shipment.get_orders(doc)):
		order_closing.close_if_done(order)


def before_update_after_submit(doc: Document, method: str | None = None) -> None:
	shipment.keep_shipped_state(doc)


def before_cancel(doc: Document, method: str | None = None) -> None:
	order_closing.reopen_before_cancel(doc, "against_sales_order")
	doc.salesflow_shipping_state = None
