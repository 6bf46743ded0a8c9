"""SOW -> Sales Order: the signed items at the signed price, with the plan as payment schedule. Draft; approval is its own step."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate, today

from salesflow_app.rules.milestones import ScheduleRow, build_schedule
from salesflow_app.rules.numbers import from_field


def make_sales_order(sow: Document) -> Document:
	"""Insert the draft order of a SOW that is being signed. Amounts in the SOW's currency, net of tax.

	Runs inside the signature: raises ValidationError, and so undoes the signature, where the order would
	not come to the signed total.
	"""
	order = get_unsaved_order(sow)
	order.flags.ignore_permissions = True  # the client signs and has no rights to orders
	order.insert()
	if sow.account_manager:
		order.db_set("owner", sow.account_manager)
	validate_total(order, sow)
	return order


def get_unsaved_order(sow: Document) -> Document:
	"""The order as ERPNext would make it from its own mapper, with the SOW's items and terms."""
	order = frappe.new_doc("Sales Order")
	order.update(
		{
			"customer": sow.customer,
			"company": sow.company,
			"currency": sow.currency,
			"conversion_rate": sow.conversion_rate or 1,
			"transaction_date": today(),
			"delivery_date": get_delivery_date(sow),
			"po_no": sow.customer_po_no,
			"taxes_and_charges": sow.taxes_and_charges,
			"disable_rounded_total": 1,
			"ignore_pricing_rule": 1,
			"salesflow_sow": sow.name,
			"salesflow_po_received": int(bool(sow.customer_po_no)),
		}
	)
	for row in sow.items:
		order.append("items", get_item(sow, row))
	order.flags.ignore_permissions = True  # see make_sales_order
	order.run_method("set_missing_values")
	set_signed_rates(order, sow)
	if not order.taxes:
		order.append_taxes_from_master()
	order.run_method("calculate_taxes_and_totals")
	set_payment_schedule(order, sow)
	return order


def get_item(sow: Document, row: Document) -> dict:
	"""An order line; it points to the quotation's line, so that ERPNext marks the quotation as ordered."""
	return {
		"item_code": row.item_code,
		"description": row.description or None,
		"qty": row.qty,
		"uom": row.uom,
		"rate": row.rate,
		"delivery_date": get_delivery_date(sow),
		"prevdoc_docname": sow.quotation if row.quotation_item else None,
		"quotation_item": row.quotation_item,
	}


def set_signed_rates(order: Document, sow: Document) -> None:
	"""Price lists and discounts of today do not change what was signed."""
	for line, row in zip(order.items, sow.items, strict=True):
		line.update(
			{
				"rate": row.rate,
				"price_list_rate": row.rate,
				"discount_percentage": 0,
				"discount_amount": 0,
				"margin_type": "",
				"margin_rate_or_amount": 0,
				"description": row.description or line.description,
			}
		)


def get_delivery_date(sow: Document) -> date:
	"""The last date the SOW names, or today."""
	dates = [row.due_date for row in sow.deliverables] + [row.planned_date for row in sow.milestones]
	return max([getdate(value) for value in dates if value] + [getdate(today())])


def set_payment_schedule(order: Document, sow: Document) -> None:
	"""The plan as ERPNext's payment schedule, gross, to the cent."""
	precision = order.precision("grand_total") or 0
	plan = [
		(
			row.milestone_name,
			row.planned_date and getdate(row.planned_date),
			from_field(row.amount, precision),
		)
		for row in sow.milestones
	]
	schedule = build_schedule(
		plan, from_field(order.grand_total, precision), getdate(order.transaction_date), precision
	)
	order.payment_terms_template = None
	order.set("payment_schedule", [get_schedule_row(order, row) for row in schedule])


def get_schedule_row(order: Document, row: ScheduleRow) -> dict:
	"""The amount is exact and the portion stays empty: ERPNext would recompute the amount from a portion."""
	return {
		"due_date": row.due_date,
		"payment_amount": float(row.amount),
		"base_payment_amount": flt(
			float(row.amount) * order.conversion_rate, order.precision("base_grand_total")
		),
		"outstanding": float(row.amount),
		"description": ", ".join(row.names)[:140],
	}


def validate_total(order: Document, sow: Document) -> None:
	"""The order must come to what was signed, to the smallest unit."""
	precision = order.precision("total")
	if flt(order.total - flt(order.discount_amount), precision) != flt(sow.total, precision):
		frappe.throw(
			_(
				"Sales Order for SOW {0} comes to {1} instead of the signed {2}. Check the items' pricing rules."
			).format(sow.name, order.total, sow.total)
		)
