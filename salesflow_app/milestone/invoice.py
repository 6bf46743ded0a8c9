"""What a Sales Invoice must fulfil to bill a Payment Milestone: it alone, on its own order, as it was signed."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, flt, today

from salesflow_app.milestone import billing, signed_terms
from salesflow_app.order import rows
from salesflow_app.salesflow_app.workflows import payment_milestone as states


def is_credit_note(doc: Document) -> bool:
	"""Does it give money back? A “return” that charges something is an invoice."""
	return bool(doc.is_return) and flt(doc.net_total) <= 0


def take_over_milestone(doc: Document) -> None:
	"""An amended invoice bills what the cancelled one billed; REST leaves the link out, as fields that are not copied."""
	if doc.is_new() and doc.amended_from and not doc.salesflow_payment_milestone:
		doc.salesflow_payment_milestone = frappe.db.get_value(
			"Sales Invoice", doc.amended_from, "salesflow_payment_milestone"
		)


def set_key(doc: Document) -> None:
	"""The key that the database keeps unique: of two live invoices of one milestone it refuses the second, whatever else fails."""
	doc.salesflow_live_milestone = doc.salesflow_payment_milestone or None


def validate_link(doc: Document) -> None:
	"""The link to the milestone is made with the draft: later it can be neither removed nor changed."""
	before = doc.get_doc_before_save()
	if not before or (before.salesflow_payment_milestone or "") == (doc.salesflow_payment_milestone or ""):
		return
	if before.salesflow_payment_milestone:
		frappe.throw(
			_(
				"Sales Invoice {0} bills Payment Milestone {1}, which cannot be removed or changed. Delete the draft instead; the milestone is then Ready to Bill again."
			).format(doc.name, before.salesflow_payment_milestone)
		)
	frappe.throw(
		_(
			"Sales Invoice {0} was not made for Payment Milestone {1}. Open the milestone and use Create > Sales Invoice."
		).format(doc.name, doc.salesflow_payment_milestone)
	)


def validate_no_sow_order(doc: Document) -> None:
	"""Refuse to bill a SOW's order other than by its milestones. Three statements at most, none without an order."""
	orders = rows.get_orders(doc)
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


def set_due_date(doc: Document) -> None:
	"""The signed payment days count from the invoice's own day, whenever the draft was made and whoever changed it."""
	days = frappe.db.get_value("Payment Milestone", doc.salesflow_payment_milestone, "payment_days")
	first = doc.posting_date if doc.set_posting_time and doc.posting_date else today()
	doc.due_date = add_days(first, max(0, days or 0))
	doc.payment_terms_template = None
	doc.set("payment_schedule", [{"due_date": doc.due_date, "invoice_portion": 100}])


def validate_milestone(doc: Document) -> None:
	"""One live invoice for a milestone, on its own order, for its amount and in its currency."""
	milestone = billing.get_locked_milestone(doc.salesflow_payment_milestone)
	validate_is_only_invoice(doc, milestone)
	validate_same_deal(doc, milestone)
	signed_terms.validate_amount(doc, milestone)
	signed_terms.validate_taxes(doc, milestone)
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
	for row, orders in zip(doc.items, rows.find_orders(doc), strict=True):
		if row.sales_order != milestone.sales_order or not row.so_detail or len(orders) > 1:
			frappe.throw(
				_(
					"Sales Invoice, row {0}: Payment Milestone {1} bills lines of Sales Order {2} only. Remove the row."
				).format(row.idx, milestone.name, milestone.sales_order)
			)
