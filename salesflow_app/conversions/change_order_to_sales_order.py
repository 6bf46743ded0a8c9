"""Change Order -> Sales Order: the one order of the SOW becomes what is signed now: lines added, reduced, exchanged."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt

from salesflow_app.conversions.sow_to_sales_order import (
	get_description,
	get_item,
	get_price,
	get_quoted,
	make_sales_order,
	set_payment_schedule,
	take_over,
)
from salesflow_app.documents.acts import system_act
from salesflow_app.rules.signed_lines import Line
from salesflow_app.sow.signed import Signed, compare_order, get_live_order, get_signed

STOPPED = ("Closed", "On Hold")


def change_sales_order(change: Document) -> Document:
	"""Bring the SOW's order to what is signed now, and return it; a new draft where it was cancelled.

	Runs inside the signature: raises ValidationError, and so undoes it, where ERPNext refuses the change.
	"""
	signed = get_signed(change)
	name = get_live_order(signed.name)
	if not name:
		order = make_sales_order(signed.sow)
		take_over(signed.sow.sales_order, order.name)
		return order
	order = frappe.get_doc("Sales Order", name, for_update=True)
	if order.status in STOPPED:
		order.set_status(update=True, status="Draft")
	with system_act(order):
		set_lines(order, signed)
		save(order, signed)
	order.add_comment(
		"Info",
		_("Changed by Change Order {0}, which the client signed under purchase order {1}").format(
			change.name, escape_html(change.customer_po_no or "–")
		),
	)
	return order


def set_lines(order: Document, signed: Signed) -> None:
	"""Change the order's rows where they differ; ERPNext fills in what it knows of the new ones."""
	found = compare_order(signed, order)
	gone = [order.items[known.row - 1] for line, known in found if not line]
	kept = [(line, order.items[known.row - 1]) for line, known in found if line and known]
	quoted = get_quoted(signed)
	added = [
		(line, order.append("items", get_item(signed, line, quoted))) for line, known in found if not known
	]
	if added:
		order.flags.ignore_permissions = True  # the client signs and has no rights to orders
		order.run_method("set_missing_values")
	for line, row in (*kept, *added):
		set_line(row, line, get_description(signed, line))
	for row in gone:
		take_away(order, row)
	for number, row in enumerate(order.items, 1):
		row.idx = number


def set_line(row: Document, line: Line, description: str | None) -> None:
	"""Give a row the quantity and the rate that were signed."""
	row.update({"qty": float(line.qty), "uom": line.uom, **get_price(float(line.rate))})
	row.description = description or row.description


def take_away(order: Document, row: Document) -> None:
	"""Remove a row; what was billed of it keeps it there, for nothing: its invoices point to it."""
	if flt(row.billed_amt):
		row.update({"qty": 1, **get_price(0)})
	else:
		order.remove(row)


def save(order: Document, signed: Signed) -> None:
	"""Save as ERPNext's *Update Items* does, with the schedule that follows from the plan."""
	order.flags.ignore_permissions = True  # the client signs and has no rights to orders
	order.flags.ignore_validate_update_after_submit = order.docstatus == 1
	order.set_qty_as_per_stock_uom()
	order.run_method("calculate_taxes_and_totals")
	order.run_method("set_total_in_words")
	set_payment_schedule(order, signed)
	order.save()
	if order.docstatus == 1:
		order.update_reserved_qty()
		order.run_method("update_delivery_status")
		order.run_method("update_billing_percentage")
		order.set_status(update=True)
