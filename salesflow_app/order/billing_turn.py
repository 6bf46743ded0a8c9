"""Billing's task on an order without milestones: what was shipped is to be invoiced. An order of a SOW is billed by its milestones."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.order import rows
from salesflow_app.people import tasks
from salesflow_app.people.stations import get_billers

TASK = "bill_order"


def on_shipped(note: Document) -> None:
	"""Goods have left: billing has their orders to invoice."""
	if not note.is_return:
		for name in sorted(rows.get_orders(note)):
			_ask_if_open(name)


def on_billed(invoice: Document) -> None:
	"""The task closes once everything that was shipped is billed, and comes back with a cancelled invoice."""
	for name in sorted({row.sales_order for row in invoice.items if row.sales_order}):
		_ask_if_open(name)


def _ask_if_open(name: str) -> None:
	order = frappe.get_doc("Sales Order", name)
	if not _is_owed(order):
		tasks.close(order, TASK)
		return
	sentence = _("Invoice what was shipped of Sales Order {0} for {1}").format(
		order.name, order.customer_name
	)
	tasks.assign(order, get_billers(order.company), TASK, sentence)


def _is_owed(order: Document) -> bool:
	is_live = order.docstatus == 1 and not order.salesflow_sow
	return (
		is_live and flt(order.per_delivered, 2) > 0 and flt(order.per_billed, 2) < flt(order.per_delivered, 2)
	)
