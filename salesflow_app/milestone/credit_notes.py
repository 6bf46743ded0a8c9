"""Credit notes on the orders of SOWs: each names the milestone's invoice that it credits, and none credits it twice."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money

from salesflow_app.milestone import billing
from salesflow_app.order import rows


def set_counting(note: Document) -> None:
	"""What is credited is no longer billed, and no longer open: the order's own figures and the invoice's say so.

	ERPNext leaves both open unless a tick is taken out, and puts it back where less is open than is credited.
	"""
	if note.return_against and get_milestone(note.return_against):
		open_amount = frappe.db.get_value("Sales Invoice", note.return_against, "outstanding_amount")
		note.update_billed_amount_in_sales_order = 1
		note.update_outstanding_for_self = int(flt(open_amount) <= 0)


def validate(note: Document) -> None:
	if not note.return_against:
		_validate_names_invoice(note)
		return
	name = get_milestone(note.return_against)
	if name:
		_validate_is_live(note, billing.get_locked_milestone(name))
		_validate_not_credited_twice(note)


def validate_cancel(note: Document) -> None:
	"""Refuse to take back a credit after it was decided what follows it: the milestone may be billed anew."""
	name = get_milestone(note.return_against) if note.return_against else None
	milestone = name and billing.get_locked_milestone(name)
	if milestone and milestone.sales_invoice != note.return_against:
		frappe.throw(
			_(
				"Credit Note {0} cannot be cancelled: Payment Milestone {1} is {2} since. What is owed again is billed with “Create > Sales Invoice” on the milestone, or with a Change Order once it is waived."
			).format(note.name, milestone.name, frappe.bold(_(milestone.workflow_state)))
		)


def get_milestone(invoice: str) -> str | None:
	"""The Payment Milestone that an invoice was made for."""
	return frappe.db.get_value("Sales Invoice", invoice, "salesflow_payment_milestone")


def _validate_names_invoice(note: Document) -> None:
	"""A return of goods does not know which milestone paid for them; a person does."""
	orders = rows.get_orders(note)
	if not orders:
		return
	filters = {"sales_order": ("in", orders), "sales_invoice": ("is", "set")}
	invoices = frappe.get_all(
		"Payment Milestone", filters, pluck="sales_invoice", order_by="milestone_no asc, name asc"
	)
	if invoices:
		frappe.throw(
			_(
				"Credit Note {0} names no invoice, but its order is billed by milestones. Open the invoice to credit ({1}) and use Create > Return / Credit Note."
			).format(note.name or _("(new)"), ", ".join(invoices))
		)


def _validate_is_live(note: Document, milestone: dict) -> None:
	if milestone.sales_invoice == note.return_against:
		return
	state = frappe.bold(_(milestone.workflow_state))
	if not milestone.sales_invoice:
		frappe.throw(
			_(
				"Sales Invoice {0} was cancelled or credited before: Payment Milestone {1} is {2} since and has no invoice to credit. Delete this draft."
			).format(note.return_against, milestone.name, state)
		)
	frappe.throw(
		_(
			"Sales Invoice {0} was credited before: Payment Milestone {1} is {2} since. Credit its present invoice {3} instead."
		).format(note.return_against, milestone.name, state, milestone.sales_invoice)
	)


def _validate_not_credited_twice(note: Document) -> None:
	"""All credit notes together give back no more than was billed. The milestone's row is held."""
	invoice = frappe.db.get_value(
		"Sales Invoice", note.return_against, ["rounded_total", "grand_total", "currency"], as_dict=True
	)
	others = [other for other in billing.get_credit_notes(note.return_against) if other.name != note.name]
	precision = note.precision("grand_total")
	rest = flt(billing.get_total(invoice) + sum(billing.get_total(other) for other in others), precision)
	if flt(-billing.get_total(note), precision) > rest:
		frappe.throw(
			_(
				"Credit Note {0}: only {1} of Sales Invoice {2} is not credited yet ({3}). Reduce the amount."
			).format(
				note.name or _("(new)"),
				fmt_money(rest, currency=invoice.currency),
				note.return_against,
				", ".join(other.name for other in others) or _("no other credit note"),
			)
		)
