"""Payment Milestone -> Sales Invoice: a draft that bills exactly the milestone.

ERPNext's own mapper bills all that is left of an order. Here each line of the order carries the milestone's share, to
the cent: in its quantity where one rate is exact, else as one piece.
"""

from decimal import Decimal

import frappe
from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice as map_sales_invoice
from frappe import _
from frappe.model.document import Document
from frappe.model.mapper import map_child_doc
from frappe.utils import flt, today

from salesflow_app.documents.currency import get_currency_decimals, get_share_precision
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.milestone import billing, invoice_text, order_lines, signed_terms
from salesflow_app.rules.numbers import from_field
from salesflow_app.salesflow_app.workflows import payment_milestone as states


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def make_sales_invoice(source_name: str) -> str:
	"""Insert the milestone's draft invoice, or find the existing one. Returns its name.

	Raises PermissionError without the right to make invoices, ValidationError unless Ready to Bill.
	"""
	frappe.has_permission("Sales Invoice", "create", throw=True)
	frappe.has_permission("Payment Milestone", "read", source_name, throw=True)
	lock_row("SOW", frappe.db.get_value("Payment Milestone", source_name, "sow"))
	milestone = billing.get_locked_milestone(source_name)
	if milestone.sales_invoice and milestone.workflow_state != states.CREDITED:
		return milestone.sales_invoice
	validate_billable(milestone)
	return get_unsaved_invoice(milestone).insert().name


def validate_billable(milestone: dict) -> None:
	"""Raise ValidationError unless the milestone was reported and its order is open."""
	if milestone.workflow_state == states.CREDITED:
		frappe.throw(
			_(
				"Payment Milestone {0}: Sales Invoice {1} was credited. Choose “Bill Again” for a new invoice, or “Waive”."
			).format(milestone.name, milestone.sales_invoice)
		)
	if milestone.workflow_state != states.READY_TO_BILL:
		frappe.throw(
			_(
				"Payment Milestone {0} is in state {1}. It can only be billed once it is Ready to Bill."
			).format(milestone.name, frappe.bold(_(milestone.workflow_state)))
		)
	order = frappe.db.get_value("Sales Order", milestone.sales_order, ["docstatus", "status"], as_dict=True)
	if order.docstatus != 1 or order.status in ("On Hold", "Closed"):
		frappe.throw(
			_("Sales Order {0} of Payment Milestone {1} is {2}: submit or reopen it first.").format(
				milestone.sales_order, milestone.name, _(order.status)
			)
		)


def get_unsaved_invoice(milestone: dict) -> Document:
	"""The invoice with the order's addresses, accounts and taxes, and the milestone's amount."""
	details = frappe.get_doc("Payment Milestone", milestone.name)
	order = frappe.get_doc("Sales Order", milestone.sales_order)
	invoice = map_sales_invoice(order.name)
	invoice.update(
		{
			"salesflow_payment_milestone": milestone.name,
			"salesflow_sow": milestone.sow,
			"posting_date": today(),
			"ignore_default_payment_terms_template": 1,
			"disable_rounded_total": int(not is_finer_than_currency(invoice)),
			"ignore_pricing_rule": 1,
			"apply_discount_on": None,
			"additional_discount_percentage": 0,
			"discount_amount": 0,
			"update_stock": 0,
			"allocate_advances_automatically": 1,
			"po_no": details.customer_po_no or invoice.po_no,
			"po_date": details.customer_po_date or invoice.po_date,
			"from_date": details.service_from,
			"to_date": details.service_to,
			"salesflow_client_line": invoice_text.get_client_line(details),
		}
	)
	set_milestone_items(invoice, order, details)
	set_actual_taxes(invoice, order, details)
	return invoice


def is_finer_than_currency(invoice: Document) -> bool:
	"""Does the site keep decimals that the currency lacks? Then a tax may leave half a yen, and the total is rounded."""
	return get_currency_decimals(invoice.currency) < (invoice.precision("grand_total") or 0)


def set_milestone_items(invoice: Document, order: Document, milestone: Document) -> None:
	"""Replace the mapped rows by the milestone's share of each order line."""
	mapped = {line.name: get_mapped_row(invoice, line) for line in order.items}
	billed = get_billed_lines(order.name)
	rest = [flt(row.amount) - billed.get(row.name, 0) for row in order.items]
	fine = order.precision("total") or 0
	precision = get_share_precision(order.currency, fine, [*rest, milestone.amount])
	open_amounts = [from_field(amount, precision) for amount in rest]
	shares = order_lines.get_shares(order, milestone, open_amounts, precision)
	invoice.set("items", [])
	for line, share in zip(order.items, shares, strict=True):
		if share:
			append_line(invoice, mapped[line.name], line, share, milestone)


def get_mapped_row(invoice: Document, line: Document) -> Document:
	"""What ERPNext's mapper made of an order line. It leaves out a line that it takes for billed."""
	known = next((row for row in invoice.items if row.so_detail == line.name), None)
	fields = {"name": "so_detail", "parent": "sales_order"}
	return known or map_child_doc(line, invoice, {"doctype": "Sales Invoice Item", "field_map": fields})


def append_line(
	invoice: Document, mapped: Document, line: Document, share: Decimal, milestone: Document
) -> None:
	"""One row for an order line, in words that the client understands."""
	values = {key: value for key, value in mapped.as_dict().items() if key not in ("name", "idx", "creation")}
	qty, rate = order_lines.get_row(line, share, milestone)
	is_first = not invoice.items
	invoice.append(
		"items",
		{
			**values,
			"qty": float(qty),
			"stock_qty": float(qty) * flt(line.conversion_factor or 1),
			"rate": float(rate),
			"price_list_rate": float(rate),
			"discount_percentage": 0,
			"discount_amount": 0,
			"margin_type": "",
			"margin_rate_or_amount": 0,
			"description": invoice_text.get_description(invoice, line, share, milestone, is_first),
		},
	)


def get_billed_lines(order: str) -> dict[str, float]:
	"""Order line -> amount on live milestone invoices, drafts included, less what was credited, as it is now."""
	item, invoice = frappe.qb.DocType("Sales Invoice Item"), frappe.qb.DocType("Sales Invoice")
	rows = (
		frappe.qb.from_(item)
		.join(invoice)
		.on(item.parent == invoice.name)
		.select(item.so_detail, item.amount)
		.where((item.sales_order == order) & (invoice.docstatus < 2))
		.where((invoice.is_return == 0) | (invoice.docstatus == 1))
		.for_update()
		.run()
	)
	billed: dict[str, float] = {}
	for line, amount in rows:
		billed[line] = billed.get(line, 0) + flt(amount)
	return billed


def set_actual_taxes(invoice: Document, order: Document, milestone: Document) -> None:
	"""Taxes of a fixed amount are shared like the price."""
	for row, signed in zip(invoice.taxes, order.taxes, strict=True):
		if signed.charge_type == signed_terms.ACTUAL:
			row.tax_amount = float(signed_terms.get_actual_share(order, signed, milestone.name))
