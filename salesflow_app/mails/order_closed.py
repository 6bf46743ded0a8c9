"""To the account manager: an order delivered and paid in full was closed, or had to be reopened."""

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, get_url_to_form

from salesflow_app.deal import origin
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import resolve
from salesflow_app.outbox import entries

CLOSED = "Order Closed"
REOPENED = "Order Reopened"


def send_order_closed(order: Document) -> None:
	"""Tell those whom the mail rules name that the order was closed."""
	entries.add(CLOSED, order, f"{CLOSED}:{order.name}:{order.salesflow_closed_on}")


def send_order_reopened(order: Document, why: str, closed_on: datetime | None) -> None:
	"""Tell the people who were told of the closing that the order was reopened."""
	entries.add(REOPENED, order, f"{REOPENED}:{order.name}:{closed_on}", why=why)


def write_closed(order: Document, moment: frappe._dict) -> Mail:
	return _write(
		order,
		_("[Closed] {0}, {1}"),
		_("Sales Order {0} has been delivered and paid in full and is now closed.").format(order.name),
	)


def write_reopened(order: Document, moment: frappe._dict) -> Mail:
	return _write(
		order,
		_("[Reopened] {0}, {1}"),
		_("Sales Order {0} was reopened: {1}.").format(order.name, moment.why),
	)


def _write(order: Document, subject: str, intro: str) -> Mail:
	customer = order.customer_name or order.customer
	facts = [
		(_("Customer"), customer),
		(_("Customer's PO"), cstr(order.po_no)),
		(_("Total"), cstr(order.get_formatted("grand_total"))),
	]
	return Mail(
		resolve(
			CLOSED,
			order,
			sales_person=origin.get_sales_person(order),
			account_manager=origin.get_account_manager(order) or order.owner,
		),
		subject.format(order.name, customer),
		Message(
			intro,
			facts=[(label, value) for label, value in facts if value],
			button=(_("Open Sales Order"), get_url_to_form(order.doctype, order.name)),
		),
	)
