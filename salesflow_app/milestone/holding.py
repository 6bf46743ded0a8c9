"""Milestones on hold until a day: they come back to billing by the clock."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, getdate, today

from salesflow_app.documents import lifecycle
from salesflow_app.documents.each import for_each
from salesflow_app.milestone.held import is_held
from salesflow_app.salesflow_app.workflows import payment_milestone as states


def validate_day(milestone: Document) -> None:
	"""A hold ends in the future; without a day, somebody has to release it."""
	is_put = lifecycle.has_moved_to(milestone, states.ON_HOLD)
	if not is_put and not (
		milestone.workflow_state == states.ON_HOLD and milestone.has_value_changed("hold_until")
	):
		return
	if milestone.hold_until and getdate(milestone.hold_until) <= getdate(today()):
		frappe.throw(
			_(
				"Payment Milestone {0}, Hold Until: {1} is not in the future. Enter a later day, or none."
			).format(milestone.name, format_date(milestone.hold_until))
		)


def run() -> None:
	"""Daily: put back what was on hold until today, missed days included."""
	due = [
		["workflow_state", "=", states.ON_HOLD],
		["hold_until", "is", "set"],
		["hold_until", "<=", today()],
	]
	for_each(put_back, frappe.get_all("Payment Milestone", due, pluck="name", order_by="name asc"))


def put_back(name: str) -> None:
	"""One milestone is ready to bill again, and billing has the task. An order that stands still keeps it."""
	milestone = frappe.get_doc("Payment Milestone", name, for_update=True)
	if milestone.workflow_state != states.ON_HOLD or is_held(milestone.sales_order):
		return
	why = _("on hold until {0}").format(format_date(milestone.hold_until))
	lifecycle.move(milestone, states.READY_TO_BILL, values={"hold_until": None}, why=why)
	milestone.ask_billing()
