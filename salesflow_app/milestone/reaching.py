"""Reaches milestones because of other documents: a delivery, a task, a project, a date, an order's life."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

from salesflow_app.conversions.sow_to_sales_order import take_over
from salesflow_app.documents import lifecycle
from salesflow_app.documents.each import for_each
from salesflow_app.milestone.held import is_held
from salesflow_app.order import closing, rows
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.salesflow_app.workflows import sow as sow_states

COMPLETED = "Completed"
ON_TASK, ON_PROJECT, ON_COMPLETION = "On Task Done", "On Project Done", "On Completion"
DATED = ("On Date", "Monthly")
PLANNED = ["workflow_state", "=", states.PLANNED]
WITHDRAWABLE = (
	["workflow_state", "in", states.REACHED_UNBILLED],
	["reached_by", "is", "not set"],
	["accepted_on", "is", "not set"],
)
"""Reached by an event alone, neither accepted nor billed."""


def on_delivery(delivery_note: Document) -> None:
	"""Once an order is delivered in full, its milestones “On Delivery” are reached."""
	if delivery_note.is_return:
		return
	for order in sorted(rows.get_orders(delivery_note)):
		waiting = _get_on_delivery(order, PLANNED)
		if waiting and closing.is_delivered_in_full(order):
			_reach(waiting, delivery_note.name)


def on_delivery_cancelled(delivery_note: Document) -> None:
	"""What a delivery reached is taken back with it, while nothing is billed and the client has accepted nothing."""
	if delivery_note.is_return:
		return
	for order in sorted(rows.get_orders(delivery_note)):
		reached = _get_on_delivery(order, *WITHDRAWABLE)
		if reached and not closing.is_delivered_in_full(order):
			_take_back(reached, _("Delivery Note {0} was cancelled").format(delivery_note.name))


def _get_on_delivery(order: str, *filters: list) -> list[str]:
	return _find(["sales_order", "=", order], ["trigger", "=", "On Delivery"], *filters)


def on_work_status(work: Document) -> None:
	"""A Task or a Project is completed: its milestones are reached; taken back when it is opened again.

	Costs nothing while the status stays as it is.
	"""
	if not work.has_value_changed("status"):
		return
	before = work.get_doc_before_save()
	if work.status == COMPLETED:
		_reach(_find(*_get_of_work(work), PLANNED), _get_work_label(work.doctype, work.name))
	elif before and before.status == COMPLETED:
		why = _("{0} {1} was opened again").format(_(work.doctype), work.name)
		_take_back(_find(*_get_of_work(work), *WITHDRAWABLE), why)


def _get_of_work(work: Document) -> list[list]:
	if work.doctype == "Task":
		return [["trigger", "=", ON_TASK], ["task", "=", work.name]]
	sows = frappe.get_all("SOW", {"project": work.name}, pluck="name", order_by="name asc")
	return [["trigger", "=", ON_PROJECT], ["sow", "in", sows or [""]]]


def _get_work_label(doctype: str, name: str) -> str:
	return _("{0} {1} is completed").format(_(doctype), name)


def by_clock() -> None:
	"""Reach what is due by its day or by what else is done, including missed days and what no event told of."""
	dated = [["planned_date", "is", "set"], ["planned_date", "<=", today()]]
	for_each(reach_by_date, _find(["trigger", "in", DATED], *dated, PLANNED))
	for_each(reach_by_work, _find(["trigger", "in", (ON_TASK, ON_PROJECT)], PLANNED))
	for_each(reach_by_completion, _find(["trigger", "=", ON_COMPLETION], PLANNED))


def reach_by_date(name: str) -> None:
	"""A month of a retainer is also reported: nobody has to say that it has begun."""
	_reach_unless_held(name, _("planned date"))
	milestone = frappe.get_doc("Payment Milestone", name)
	if milestone.trigger == "Monthly":
		milestone.report_month()


def reach_by_work(name: str) -> None:
	"""Its task or project was completed before it was named here."""
	milestone = frappe.db.get_value("Payment Milestone", name, ["trigger", "task", "sow"], as_dict=True)
	if milestone.trigger == ON_TASK:
		work = ("Task", milestone.task)
	else:
		work = ("Project", frappe.db.get_value("SOW", milestone.sow, "project"))
	if work[1] and frappe.db.get_value(*work, "status") == COMPLETED:
		_reach_unless_held(name, _get_work_label(*work))


def reach_by_completion(name: str) -> None:
	"""All other work of its order is done, and its own day, where it has one, has come."""
	fields = ["sales_order", "planned_date"]
	known = frappe.db.get_value("Payment Milestone", name, fields, as_dict=True)
	if known.planned_date and getdate(known.planned_date) > getdate(today()):
		return
	others = [["sales_order", "=", known.sales_order], ["trigger", "!=", ON_COMPLETION]]
	found = frappe.get_all("Payment Milestone", others, pluck="workflow_state", order_by="name asc")
	if known.sales_order and found and all(state in states.DONE for state in found):
		_reach_unless_held(name, _("all other milestones are done"))


def _find(*filters: list) -> list[str]:
	return frappe.get_all("Payment Milestone", list(filters), pluck="name", order_by="name asc")


def _reach_unless_held(name: str, why: str) -> None:
	if not is_held(frappe.db.get_value("Payment Milestone", name, "sales_order")):
		_reach([name], why)


def _reach(names: list[str], why: str) -> None:
	for name in names:
		frappe.get_doc("Payment Milestone", name, for_update=True).reach(why)


def _take_back(names: list[str], why: str) -> None:
	for name in names:
		milestone = frappe.get_doc("Payment Milestone", name, for_update=True)
		lifecycle.move(milestone, states.PLANNED, values={"reached_on": None}, why=why)


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
