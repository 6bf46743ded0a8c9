"""Billing's task on an order without milestones: what was shipped is to be invoiced. An order of a SOW is billed by its milestones.

The task follows the commit: who ships or bills does not wait until everybody in billing was told.
"""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.documents.locks import get_locked
from salesflow_app.order import rows
from salesflow_app.outbox import entries
from salesflow_app.people import tasks
from salesflow_app.people.stations import get_billers

TASK = "bill_order"
EVENT = "Order to Bill"


def on_shipped(note: Document) -> None:
	"""Goods have left: billing has their orders to invoice."""
	if not note.is_return:
		_look_later(note, rows.get_orders(note))


def on_billed(invoice: Document) -> None:
	"""The task closes once everything that was shipped is billed, and comes back with a cancelled invoice."""
	_look_later(invoice, {row.sales_order for row in invoice.items if row.sales_order})


def _look_later(doc: Document, orders: set[str]) -> None:
	if orders:
		key = f"{TASK}:{doc.doctype}:{doc.name}:{doc.docstatus}"
		entries.add(EVENT, doc, key, kind=entries.TASK, orders=sorted(orders))


def follow(row: frappe._dict) -> dict:
	"""Does the row of the outbox: each of its orders has the task, or has it no more, as it stands by now."""
	for name in json.loads(row.payload)["orders"]:
		if get_locked("Sales Order", name, ["name"]):
			_ask_if_open(name, row.actor)
	return {}


def _ask_if_open(name: str, giver: str) -> None:
	order = frappe.get_doc("Sales Order", name)
	if not _is_owed(order):
		tasks.close(order, TASK)
		return
	sentence = _("Invoice what was shipped of Sales Order {0} for {1}").format(
		order.name, order.customer_name
	)
	tasks.assign(order, get_billers(order.company), TASK, sentence, giver=giver)


def _is_owed(order: Document) -> bool:
	is_live = order.docstatus == 1 and not order.salesflow_sow
	return (
		is_live and flt(order.per_delivered, 2) > 0 and flt(order.per_billed, 2) < flt(order.per_delivered, 2)
	)
