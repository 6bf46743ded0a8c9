"""To the account manager: an order delivered and paid in full was closed, or had to be reopened (seed 2)."""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, get_url_to_form

from salesflow_app.mails.order_won import get_deal
from salesflow_app.mails.outbox import Message, resolve, send

EVENT = "Order Closed"


def send_order_closed(order: Document) -> str | None:
	"""When the order was closed: to whom the mail rules name for Order Closed."""
	message = Message(
		_("Sales Order {0} is delivered in full and paid in full. It was closed.").format(order.name),
		facts=_get_facts(order),
		button=(_("Open Sales Order"), get_url_to_form(order.doctype, order.name)),
	)
	subject = _("[Closed] {0}, {1}").format(order.name, order.customer_name or order.customer)
	key = f"{EVENT}:{order.name}:{order.salesflow_closed_on}"
	return send(EVENT, order, _get_recipients(order), subject, message, key=key)


def send_order_reopened(order: Document, why: str, closed_on: datetime | None) -> str | None:
	"""When a closed order was reopened: to the people who were told that it was closed."""
	message = Message(
		_("Sales Order {0} was reopened: {1}.").format(order.name, why),
		facts=_get_facts(order),
		button=(_("Open Sales Order"), get_url_to_form(order.doctype, order.name)),
	)
	subject = _("[Reopened] {0}, {1}").format(order.name, order.customer_name or order.customer)
	key = f"Order Reopened:{order.name}:{closed_on}"
	return send("Order Reopened", order, _get_recipients(order), subject, message, key=key)


def _get_recipients(order: Document) -> list[str]:
	deal = get_deal(order) or frappe._dict()
	manager = _get_sow_manager(order) or deal.account_manager or _get_customer_manager(order) or order.owner
	return resolve(EVENT, order, sales_person=deal.sales_person or order.owner, account_manager=manager)


def _get_sow_manager(order: Document) -> str | None:
	return order.salesflow_sow and frappe.db.get_value("SOW", order.salesflow_sow, "account_manager")


def _get_customer_manager(order: Document) -> str | None:
	return frappe.db.get_value("Customer", order.customer, "account_manager")


def _get_facts(order: Document) -> list[tuple[str, str]]:
	facts = [
		(_("Customer"), order.customer_name or order.customer),
		(_("Customer's PO"), cstr(order.po_no)),
		(_("Total"), cstr(order.get_formatted("grand_total"))),
	]
	return [(label, value) for label, value in facts if value]
