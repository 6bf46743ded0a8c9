"""Reaches milestones because of other documents: a delivery, a date, an order's life."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from salesflow_app.conversions.sow_to_sales_order import take_over
from salesflow_app.documents import lifecycle
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.salesflow_app.workflows import sow as sow_states


def on_delivery(delivery_note: Document) -> None:
	"""A shipment reaches the milestones “On Delivery” of its orders."""
	orders = {row.against_sales_order for row in delivery_note.items if row.against_sales_order}
	if orders and not delivery_note.is_return:
		_reach([["sales_order", "in", orders], ["trigger", "=", "On Delivery"]], delivery_note.name)


def on_date() -> None:
	"""Reach the milestones “On Date” whose day has come, including missed days."""
	due = [["trigger", "=", "On Date"], ["planned_date", "is", "set"], ["planned_date", "<=", today()]]
	_reach(due, _("planned date"))


def _reach(filters: list[list], why: str) -> None:
	names = frappe.get_all(
		"Payment Milestone",
		[*filters, ["workflow_state", "=", states.PLANNED]],
		pluck="name",
		order_by="name asc",
	)
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
