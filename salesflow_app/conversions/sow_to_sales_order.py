"""SOW -> Sales Order: the signed lines, taxes and plan, of the SOW and its change orders. Draft; approval is its own step."""

import json
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_link_to_form, getdate, today

from salesflow_app.documents.acts import system_act
from salesflow_app.documents.currency import get_share_precision
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.rules.milestones import ScheduleRow, build_schedule
from salesflow_app.rules.numbers import from_field
from salesflow_app.rules.signed_lines import Line
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.sow.signed import Signed, get_live_order, get_root, get_signed
from salesflow_app.sow.taxes import follow_renames
from salesflow_app.text.formats import as_rich_text

TAX_FIELDS = "charge_type row_id account_head description rate included_in_print_rate cost_center".split()


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def make_order_again(source_name: str) -> str:
	"""Insert the draft order of a signed SOW whose order was cancelled, and return its name.

	Raises PermissionError without the right to make orders, ValidationError where it has a live order.
	"""
	frappe.has_permission("Sales Order", "create", throw=True)
	frappe.has_permission("SOW", "read", source_name, throw=True)
	root = get_root(source_name)
	lock_row("SOW", root)
	sow = frappe.get_doc("SOW", root, for_update=True)
	if sow.workflow_state not in states.BINDING:
		frappe.throw(
			_("SOW {0} is {1}. Only a SOW that the client has signed can be ordered.").format(
				sow.name, frappe.bold(_(sow.workflow_state))
			)
		)
	validate_not_ordered(sow)
	order = make_sales_order(sow)
	take_over(sow.sales_order, order.name)
	return order.name


def validate_not_ordered(sow: Document) -> None:
	"""Refuse a second live order of the same SOW."""
	other = get_live_order(sow.name)
	if other:
		frappe.throw(
			_("SOW {0} is already ordered with Sales Order {1}. Continue there.").format(
				sow.name, get_link_to_form("Sales Order", other)
			)
		)


def take_over(old: str, new: str) -> None:
	"""Milestones and SOWs of a cancelled order belong to the one that replaces it."""
	for doctype in ("Payment Milestone", "SOW"):
		table = frappe.qb.DocType(doctype)
		frappe.qb.update(table).set(table.sales_order, new).where(table.sales_order == old).run()


def set_taxes_to_sign(sow: Document) -> None:
	"""Fix the taxes and the total with tax that the client signs; a change order keeps the taxes of its SOW."""
	sow.signed_taxes = None
	signed = get_signed(sow)
	order = get_unsaved_order(signed)
	sow.signed_taxes = json.dumps([get_tax(row) for row in order.taxes], sort_keys=True)
	others = sum(flt(other.grand_total) for other in signed.sows if other is not sow)
	sow.grand_total = flt(flt(order.grand_total) - others, sow.precision("total"))


def get_tax(row: Document) -> dict:
	"""A row of the taxes, without what follows from the lines."""
	values = {field: row.get(field) for field in TAX_FIELDS if row.get(field) not in (None, "")}
	return {**values, "tax_amount": row.tax_amount} if row.charge_type == "Actual" else values


def make_sales_order(sow: Document) -> Document:
	"""Insert the draft order of a signed SOW with its change orders.

	Runs inside the signature: raises ValidationError, and so undoes the signature, where the order would
	not be what was signed.
	"""
	order = get_unsaved_order(get_signed(sow))
	order.flags.ignore_permissions = True  # the client signs and has no rights to orders
	with system_act(order):
		order.insert()
	if sow.account_manager:
		order.db_set("owner", sow.account_manager)
	return order


def get_unsaved_order(signed: Signed) -> Document:
	"""The order as ERPNext would make it from its own mapper, with the signed lines and terms."""
	sow = signed.sow
	order = frappe.new_doc("Sales Order")
	order.update(
		{
			"customer": sow.customer,
			"company": sow.company,
			"currency": sow.currency,
			"conversion_rate": sow.conversion_rate,
			"transaction_date": today(),
			"delivery_date": get_delivery_date(signed),
			"po_no": sow.customer_po_no,
			"taxes_and_charges": sow.taxes_and_charges,
			"disable_rounded_total": 1,
			"ignore_pricing_rule": 1,
			"salesflow_sow": sow.name,
			"salesflow_po_received": int(bool(sow.customer_po_no)),
		}
	)
	quoted = get_quoted(signed)
	for line in signed.lines:
		order.append("items", get_item(signed, line, quoted))
	fill(order, signed)
	return order


def fill(order: Document, signed: Signed) -> None:
	"""What ERPNext fills in, then what was signed: prices, taxes, schedule."""
	order.flags.ignore_permissions = True  # see make_sales_order
	order.run_method("set_missing_values")
	set_signed_rates(order, signed)
	set_taxes(order, signed)
	order.run_method("calculate_taxes_and_totals")
	set_payment_schedule(order, signed)


def get_item(signed: Signed, line: Line, quoted: dict[str, float]) -> dict:
	"""An order line; it points to the quotation's line, so that ERPNext marks the quotation as ordered.

	ERPNext 16 refuses more than was quoted. What goes beyond it was signed all the same, and names no quotation.
	"""
	row = signed.rows[line.row]
	quotation = next((sow.quotation for sow in signed.sows if row in sow.items), None)
	is_quoted = take_quoted(quoted, row.quotation_item, float(line.qty))
	return {
		"item_code": row.item_code,
		"description": get_description(signed, line),
		"qty": float(line.qty),
		"uom": row.uom,
		"rate": float(line.rate),
		"delivery_date": get_delivery_date(signed),
		"prevdoc_docname": quotation if is_quoted else None,
		"quotation_item": row.quotation_item if is_quoted else None,
	}


def get_quoted(signed: Signed) -> dict[str, float]:
	"""Line of a quotation -> the quantity that was quoted, for the lines that these SOWs are made of."""
	lines = [row.quotation_item for row in signed.rows if row.quotation_item]
	found = frappe.get_all("Quotation Item", {"name": ("in", lines)}, ["name", "qty"]) if lines else []
	return {row.name: flt(row.qty) for row in found}


def take_quoted(quoted: dict[str, float], quotation_item: str | None, qty: float) -> bool:
	"""Is so much of the quotation's line left? It is then no longer."""
	left = flt(quoted.get(quotation_item or "", 0) - qty, 6)
	if quotation_item and left >= 0:
		quoted[quotation_item] = left
	return bool(quotation_item) and left >= 0


def get_description(signed: Signed, line: Line) -> str | None:
	"""What the row says; of a retainer, also which months: ERPNext may refuse an item twice with the same words."""
	words = [signed.rows[line.row].description]
	if line.months:
		first, last = line.months
		words.append(
			_("Month {0}").format(first) if first == last else _("Months {0} to {1}").format(first, last)
		)
	return "<br>".join(text for text in map(as_rich_text, words) if text) or None


def set_signed_rates(order: Document, signed: Signed) -> None:
	"""Price lists and discounts of today do not change what was signed."""
	for item, line in zip(order.items, signed.lines, strict=True):
		item.update(get_price(float(line.rate)))
		item.description = get_description(signed, line) or item.description


def get_price(rate: float) -> dict:
	"""A rate that is neither a discount nor a margin on another one."""
	return {
		"rate": rate,
		"price_list_rate": rate,
		"discount_percentage": 0,
		"discount_amount": 0,
		"margin_type": "",
		"margin_rate_or_amount": 0,
	}


def set_taxes(order: Document, signed: Signed) -> None:
	"""The taxes as signed; before they are fixed, those of the template."""
	if signed.sow.signed_taxes:
		order.set("taxes", follow_renames(signed.taxes, signed.sow.taxes_and_charges))
	elif not order.taxes:
		order.append_taxes_from_master()


def get_delivery_date(signed: Signed) -> date:
	"""The last date that is named anywhere, or today."""
	dates = [row.due_date for sow in signed.sows for row in sow.deliverables]
	dates += [day for _name, day, _amount in signed.plan]
	return max([getdate(value) for value in dates if value] + [getdate(today())])


def set_payment_schedule(order: Document, signed: Signed) -> None:
	"""The plan as ERPNext's payment schedule, gross, to the cent."""
	order.payment_terms_template = None
	order.set("payment_schedule", [get_schedule_row(order, row) for row in get_schedule(order, signed)])


def get_schedule(order: Document, signed: Signed) -> list[ScheduleRow]:
	"""The rows of the schedule that follow from the signed plan, the order's date and its total."""
	amounts = [order.grand_total, *(amount for _name, _day, amount in signed.plan)]
	precision = get_share_precision(order.currency, order.precision("grand_total") or 0, amounts)
	total = from_field(order.grand_total, precision)
	return build_schedule(signed.plan, total, getdate(order.transaction_date), precision)


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
