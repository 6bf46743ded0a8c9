"""Ends a signed SOW before its time, whatever money is behind it: what is billed stays, the rest is taken back."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_link_to_form

from salesflow_app.conversions.sow_to_payment_milestone import waive_open_milestones
from salesflow_app.deal import outcome
from salesflow_app.documents.acts import is_system_act, system_act
from salesflow_app.order import closing
from salesflow_app.salesflow_app.workflows import payment_milestone as milestone_states
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.sow.signed import CHANGE_ORDER, get_live_order, get_root, get_signed

NAMED_BY = ("Sales Order", "Sales Invoice", "SOW")
"""Submitted documents that go on naming a terminated SOW."""


def validate_termination(sow: Document) -> None:
	"""Refuse to terminate a Change Order alone: its lines and milestones are part of the SOW's one order."""
	if sow.sow_type != CHANGE_ORDER or is_system_act(sow):
		return
	frappe.throw(
		_(
			"SOW {0} is a Change Order and is not terminated alone. Terminate SOW {1}, or agree with the client on a Change Order that takes it back."
		).format(sow.name, get_link_to_form("SOW", get_root(sow.name)))
	)


def terminate(sow: Document) -> None:
	"""What follows when a SOW is cancelled: its change orders, open milestones and its order end with it."""
	sow.ignore_linked_doctypes = (*(sow.get("ignore_linked_doctypes") or ()), *NAMED_BY)
	if is_system_act(sow):
		return waive_open_milestones(sow)
	changes = get_signed(sow).sows[1:]
	for family in (sow, *changes):
		delete_draft_invoices(family)
	waive_open_milestones(sow)
	for change in changes:
		terminate_change(change, sow)
	end_order(sow)
	if not get_live_order(sow.name):
		outcome.close(sow)


def delete_draft_invoices(sow: Document) -> None:
	"""A draft was not billed; deleting it puts its milestone back among the open ones."""
	drafts = {"sow": sow.name, "workflow_state": milestone_states.DRAFT_INVOICED}
	for name in frappe.get_all(
		"Payment Milestone", drafts, pluck="sales_invoice", order_by="milestone_no asc"
	):
		frappe.delete_doc("Sales Invoice", name, ignore_permissions=True)  # terminating is the permission


def terminate_change(change: Document, sow: Document) -> None:
	"""A signed change order ends with the SOW that it changes."""
	if change.workflow_state not in (states.SIGNED, states.IN_FORCE):
		return
	change = frappe.get_doc("SOW", change.name, for_update=True)
	change.update({"workflow_state": states.TERMINATED, "reason": sow.reason})
	with system_act(change):
		change.cancel()


def end_order(sow: Document) -> None:
	"""Delete the order as a draft, cancel it where nothing happened on it, close it where something did."""
	name = get_live_order(sow.name)
	if not name:
		return
	order = frappe.get_doc("Sales Order", name, for_update=True)
	if order.docstatus == 0:
		delete_draft(order)
	elif not try_to_cancel(order):
		closing.close_early(order, _("SOW {0} was terminated").format(sow.name))


def delete_draft(order: Document) -> None:
	"""Delete a draft order; SOWs and milestones name it no more."""
	for doctype in ("Payment Milestone", "SOW"):
		table = frappe.qb.DocType(doctype)
		frappe.qb.update(table).set(table.sales_order, None).where(table.sales_order == order.name).run()
	frappe.delete_doc(
		"Sales Order",
		order.name,
		force=True,  # a Project may name it, and stays
		ignore_permissions=True,  # terminating the SOW is the permission
	)


def try_to_cancel(order: Document) -> bool:
	"""Cancel the order unless something was delivered, billed or paid on it, or ERPNext has another reason."""
	if flt(order.per_billed) or flt(order.per_delivered) or flt(order.advance_paid):
		return False
	frappe.db.savepoint("salesflow_cancel_order")
	messages = len(frappe.local.message_log)
	try:
		order.flags.ignore_permissions = True  # terminating the SOW is the permission
		order.cancel()
		return True
	except frappe.ValidationError:
		del frappe.local.message_log[messages:]
		frappe.db.rollback(save_point="salesflow_cancel_order")
		order.reload()
		return False
