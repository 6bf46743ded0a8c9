"""Closes a Sales Order that is delivered and paid in full, and reopens it when that is no longer so.

Only orders that were closed here are reopened here; orders closed by hand stay closed.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, now_datetime

from salesflow_app import settings
from salesflow_app.documents.locks import get_locked, lock_row
from salesflow_app.feedback import asking, team
from salesflow_app.follow_up import payments
from salesflow_app.mails import order_closed
from salesflow_app.salesflow_app.workflows.payment_milestone import FINISHED
from salesflow_app.sow.retainer import has_months_to_come

CLOSED = "Closed"
NOT_CLOSABLE = (CLOSED, "On Hold", "Cancelled", "Draft")
FIELDS = "name docstatus status salesflow_closed_on skip_delivery_note per_delivered per_billed salesflow_sow".split()


def close_if_done(sales_order: str) -> None:
	"""Close the order if nothing is left to deliver, bill or pay; reopen it if it was closed too early.

	Does nothing where Salesflow Settings say so. However often it is called, an order is closed once. The order
	itself is read only where something is to be done; most calls take one statement or two.
	"""
	if not settings.get_settings().closing_rule:
		return
	known = get_locked("Sales Order", sales_order, FIELDS)
	if not known or known.docstatus != 1:
		return
	is_closed_here = known.status == CLOSED and known.salesflow_closed_on
	if known.status in NOT_CLOSABLE and not is_closed_here:
		return
	is_done = is_billed(known) and is_paid(known.name) and is_delivered(known)
	if is_done and not is_closed_here:
		_close(frappe.get_doc("Sales Order", sales_order, for_update=True))
	elif is_closed_here and not is_done:
		order = frappe.get_doc("Sales Order", sales_order, for_update=True)
		reopen(order, _("no longer delivered and paid in full"))


def close_orders(invoice: Document) -> None:
	"""The invoice's orders, each if it is done. Nothing of one that still has to be paid can be."""
	for order in sorted({row.sales_order for row in invoice.items if row.sales_order}):
		close_if_done(order)


def reopen_before_cancel(doc: Document, fieldname: str) -> None:
	"""Reopen what was closed here, so that ERPNext lets its Delivery Note or Sales Invoice be cancelled."""
	names = {row.get(fieldname) for row in doc.items if row.get(fieldname)}
	if not names or doc.get("is_return"):
		return
	closed = frappe.get_all(
		"Sales Order",
		filters={"name": ("in", names), "status": CLOSED, "salesflow_closed_on": ("is", "set")},
		pluck="name",
		order_by="name asc",
	)
	for name in closed:
		lock_row("Sales Order", name)
		order = frappe.get_doc("Sales Order", name, for_update=True)
		reopen(order, _("{0} {1} is cancelled").format(_(doc.doctype), doc.name))


def is_delivered(known: dict) -> bool:
	"""Is everything delivered that needs delivery? Services are only billed."""
	if known.skip_delivery_note or flt(known.per_delivered, 2) >= 100:
		return True
	order = frappe.get_doc("Sales Order", known.name, for_update=True)
	return all(_is_line_delivered(row) for row in order.items if _needs_delivery(order, row))


def is_delivered_in_full(sales_order: str) -> bool:
	"""Did the customer get every piece? Where an order has services alone, all of those that it delivers count."""
	order = frappe.get_doc("Sales Order", sales_order, for_update=True)
	lines = [row for row in order.items if _needs_delivery(order, row)] or order.items
	return all(_is_line_delivered(row) for row in lines)


def _is_line_delivered(row: Document) -> bool:
	"""What came back was delivered too: ERPNext takes it off the delivered quantity."""
	return flt(flt(row.delivered_qty) + flt(row.returned_qty) - flt(row.qty), 6) >= 0


def _needs_delivery(order: Document, row: Document) -> bool:
	if row.delivered_by_supplier or frappe.get_cached_value("Item", row.item_code, "is_stock_item"):
		return True
	return any(packed.parent_detail_docname == row.name for packed in order.packed_items)


def is_billed(known: dict) -> bool:
	"""Is nothing left to bill? Of a SOW's order the milestones say so, else what the customer kept."""
	if known.salesflow_sow:
		return _are_milestones_finished(known.name)
	return flt(known.per_billed, 2) >= 100 or is_kept_part_billed(known.name)


def _are_milestones_finished(order: str) -> bool:
	states = frappe.get_all(
		"Payment Milestone", {"sales_order": order}, pluck="workflow_state", order_by="name asc"
	)
	is_finished = bool(states) and all(state in FINISHED for state in states)
	return is_finished and not has_months_to_come({"sales_order": order})


def is_kept_part_billed(order: str) -> bool:
	"""Goods that came back before they were billed are never billed. One statement for an order without returns."""
	if not frappe.db.exists("Sales Order Item", {"parent": order, "returned_qty": (">", 0)}):
		return False
	lines = frappe.get_all(
		"Sales Order Item",
		{"parent": order},
		["qty", "returned_qty", "amount", "billed_amt"],
		order_by="idx asc",
	)
	return all(flt(_get_kept_amount(line) - flt(line.billed_amt), 6) <= 0 for line in lines)


def _get_kept_amount(line: dict) -> float:
	return flt(line.amount) * (1 - flt(line.returned_qty) / flt(line.qty)) if flt(line.qty) else 0


def is_paid(order: str) -> bool:
	"""Is every invoice of the order paid or credited?"""
	invoice, item = frappe.qb.DocType("Sales Invoice"), frappe.qb.DocType("Sales Invoice Item")
	rows = (
		frappe.qb.from_(item)
		.join(invoice)
		.on(invoice.name == item.parent)
		.select(invoice.name, invoice.outstanding_amount)
		.distinct()
		.where((item.sales_order == order) & (invoice.docstatus == 1))
		.for_update()
	).run(as_dict=True)
	return bool(rows) and all(flt(row.outstanding_amount, 6) <= 0 for row in rows)


def _close(order: Document) -> None:
	_set_status(order, CLOSED)
	order.db_set("salesflow_closed_on", now_datetime(), update_modified=False)
	order.add_comment("Info", _("Closed: delivered in full and paid in full"))
	order_closed.send_order_closed(order)
	asking.after_close(order)
	payments.ask_about_rests(order.customer, order.company)


def close_early(order: Document, why: str) -> None:
	"""Close an order that will not be finished; nothing here reopens it."""
	if order.status != CLOSED:
		_set_status(order, CLOSED)
		order.add_comment("Info", _("Closed: {0}").format(why))


def reopen(order: Document, why: str) -> None:
	"""Give a closed order its real status back."""
	closed_on = order.salesflow_closed_on
	_set_status(order, "Draft")
	order.db_set("salesflow_closed_on", None, update_modified=False)
	order.add_comment("Info", _("Reopened: {0}").format(why))
	order_closed.send_order_reopened(order, why, closed_on)
	team.withdraw(order)


def _set_status(order: Document, status: str) -> None:
	"""As ERPNext's own Close and Re-open do, on an order that is held.

	Without its check for a form that is out of date, and without its credit check: that a payment was cancelled
	must be recorded, limit or not. What is delivered in full reserves nothing.
	"""
	order._doc_before_save = frappe.get_doc(order.as_dict())  # else Frappe reads all its rows once more
	order.set_status(update=True, status=status)
	if flt(order.per_delivered, 2) < 100:
		order.update_reserved_qty()
	order.run_method("update_subcontracting_order_status")  # there is one in v16
	order.notify_update()
