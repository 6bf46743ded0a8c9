"""What a Sales Invoice must fulfil to bill a Payment Milestone."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.milestone import billing
from salesflow_app.salesflow_app.workflows import payment_milestone as states


def validate_no_sow_order(doc: Document) -> None:
	"""Refuse to bill a SOW's order other than by its milestones. One statement for an invoice with an order."""
	orders = {row.sales_order for row in doc.items if row.sales_order}
	if not orders:
		return
	found = frappe.get_all(
		"Sales Order",
		{"name": ("in", orders), "salesflow_sow": ("is", "set")},
		["name", "salesflow_sow"],
		limit=1,
		order_by="name asc",
	)
	if found:
		frappe.throw(
			_(
				"Sales Order {0} belongs to SOW {1}, which is billed by its milestones. Open a Payment Milestone that is Ready to Bill and use Create > Sales Invoice."
			).format(found[0].name, found[0].salesflow_sow)
		)


def validate_milestone(doc: Document) -> None:
	"""One live invoice for a milestone, on its own order, for its amount and in its currency."""
	milestone = billing.get_locked_milestone(doc.salesflow_payment_milestone)
	validate_is_only_invoice(doc, milestone)
	validate_same_deal(doc, milestone)
	validate_amount(doc, milestone)
	doc.salesflow_sow = milestone.sow


def validate_is_only_invoice(doc: Document, milestone: dict) -> None:
	other = milestone.sales_invoice
	if other and other != doc.name:
		frappe.throw(
			_(
				"Payment Milestone {0} is already billed by Sales Invoice {1}. Cancel or delete that invoice first."
			).format(milestone.name, other)
		)
	if not other and milestone.workflow_state != states.READY_TO_BILL:
		frappe.throw(
			_(
				"Payment Milestone {0} is in state {1}. It can only be billed once it is Ready to Bill."
			).format(milestone.name, frappe.bold(_(milestone.workflow_state)))
		)


def validate_same_deal(doc: Document, milestone: dict) -> None:
	for field in ("company", "customer", "currency"):
		if doc.get(field) != milestone[field]:
			frappe.throw(
				_("Sales Invoice for Payment Milestone {0}: {1} must be {2}, not {3}.").format(
					milestone.name,
					frappe.bold(_(doc.meta.get_label(field))),
					milestone[field],
					doc.get(field),
				)
			)
	for row in doc.items:
		if row.sales_order != milestone.sales_order:
			frappe.throw(
				_(
					"Sales Invoice, row {0}: Payment Milestone {1} bills Sales Order {2} only. Remove the row."
				).format(row.idx, milestone.name, milestone.sales_order)
			)


def validate_amount(doc: Document, milestone: dict) -> None:
	discount = flt(doc.discount_amount) if doc.apply_discount_on == "Net Total" else 0
	amount = flt(flt(doc.total) - discount, doc.precision("total"))
	if amount != flt(milestone.amount, doc.precision("total")):
		frappe.throw(
			_(
				"Sales Invoice for Payment Milestone {0} comes to {1}, but {2} {3} was signed. Use the milestone's Create > Sales Invoice instead."
			).format(milestone.name, amount, milestone.amount, milestone.currency)
		)
