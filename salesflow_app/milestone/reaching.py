"""Reaches milestones because of other documents: a delivery, a date, an order's life."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from salesflow_app.conversions.sow_to_sales_order import take_over
from salesflow_app.documents import lifecycle
from salesflow_app.documents.each import for_each
from salesflow_app.order import closing, rows
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.salesflow_app.workflows import sow as sow_states


def on_delivery(delivery_note: Document) -> None:
	"""Once an order is delivered in full, its milestones “On Delivery” are reached."""
	if delivery_note.is_return:
		return
	for order in sorted(rows.get_orders(delivery_note)):
		waiting = _get_on_delivery(order, ["workflow_state", "=", states.PLANNED])
		if waiting and closing.is_delivered_in_full(order):
			_reach(waiting, delivery_note.name)


def on_delivery_cancelled(delivery_note: Document) -> None:
	"""What a delivery reached is taken back with it, while nothing is billed and the client has accepted nothing."""
	if delivery_note.is_return:
		return
	for order in sorted(rows.get_orders(delivery_note)):
		reached = _get_on_delivery(
			order,
			["workflow_state", "in", states.REACHED_UNBILLED],
			["reached_by", "is", "not set"],
			["accepted_on", "is", "not set"],
		)
		if reached and not closing.is_delivered_in_full(order):
			why = _("Delivery Note {0} was cancelled").format(delivery_note.name)
			for name in reached:
				milestone = frappe.get_doc("Payment Milestone", name, for_update=True)
				lifecycle.move(milestone, states.PLANNED, values={"reached_on": None}, why=why)


def _get_on_delivery(order: str, *filters: list) -> list[str]:
	mine = [["sales_order", "=", order], ["trigger", "=", "On Delivery"]]
	return frappe.get_all("Payment Milestone", [*mine, *filters], pluck="name", order_by="name asc")


def on_date() -> None:
	"""Reach the milestones “On Date” whose day has come, including missed days."""
	names = frappe.get_all(
		"Payment Milestone",
		[
			["trigger", "=", "On Date"],
			["planned_date", "is", "set"],
			["planned_date", "<=", today()],
			["workflow_state", "=", states.PLANNED],
		],
		pluck="name",
		order_by="name asc",
	)
	for_each(reach_by_date, names)


def reach_by_date(name: str) -> None:
	_reach([name], _("planned date"))


def _reach(names: list[str], why: str) -> None:
	for name in names:
		frappe.get_doc("Payment Milestone", name, for_update=True).reach(why)


def on_order_submit(order: Document) -> None:
	"""The order of a signed SOW is approved: the SOW is in force, and its change orders."""
	if not order.salesflow_sow:
		return
	signed = {"sales_order": order.name, "workflow_state": sow_states.SIGNED}
	for name in frappe.get_all("SOW", signed, pluck="name", order_by="signed_on asc"):
		lifecycle.move(frappe.get_doc("SOW", name, for_update=True), sow_states.IN_FORCE, why=order.name)


def validate_order_cancel(order: Document) -> None:
	"""Refuse to cancel an order with billed milestones; the message lists the invoices."""
	if not order.salesflow_sow:
		return
	invoices = frappe.get_all(
		"Payment Milestone",
		{"sales_order": order.name, "sales_invoice": ("is", "set")},
		pluck="sales_invoice",
		order_by="milestone_no asc",
	)
	if invoices:
		frappe.throw(
			_(
				"Sales Order {0} cannot be cancelled while its milestones are billed by {1}. Cancel or credit these invoices first."
			).format(order.name, ", ".join(invoices))
		)


def on_order_amend(order: Document) -> None:
	"""An amended order takes over the milestones and the SOW of the one it replaces."""
	if not (order.salesflow_sow and order.amended_from):
		return
	take_over(order.amended_from, order.name)
