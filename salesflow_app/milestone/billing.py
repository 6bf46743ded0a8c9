"""Keeps a Payment Milestone in step with its live Sales Invoice: one invoice, its state, what is paid."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.conversions.sow_to_payment_milestone import waive
from salesflow_app.documents import lifecycle
from salesflow_app.documents.locks import get_locked
from salesflow_app.feedback import asking
from salesflow_app.people import tasks
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.salesflow_app.workflows import sow as sow_states

LOCKED_FIELDS = (
	"name workflow_state sales_invoice sow sales_order company customer currency amount milestone_name"
).split()

INVOICE_FIELDS = (
	"name docstatus grand_total rounded_total base_grand_total base_rounded_total outstanding_amount currency "
	"party_account_currency"
).split()


def get_locked_milestone(name: str) -> dict:
	"""The milestone as it is now, locked until this transaction ends. Raises DoesNotExistError."""
	milestone = get_locked("Payment Milestone", name, LOCKED_FIELDS)
	if not milestone:
		frappe.throw(_("Payment Milestone {0} does not exist.").format(name), frappe.DoesNotExistError)
	return milestone


def attach(invoice: Document) -> None:
	"""A draft for the milestone exists: it becomes the milestone's one live invoice."""
	milestone = get_locked_milestone(invoice.salesflow_payment_milestone)
	frappe.db.set_value("Payment Milestone", milestone.name, "sales_invoice", invoice.name)
	sync(milestone.name)


def close_check(sow: str) -> None:
	"""An invoice is out: whoever was asked to check the billing data first has nothing left to check."""
	tasks.close(frappe._dict(doctype="SOW", name=sow), "check_billing_data")


def forget_key(invoice: str) -> None:
	"""The invoice is no longer the live one of its milestone: another may take its place."""
	frappe.db.set_value("Sales Invoice", invoice, "salesflow_live_milestone", None, update_modified=False)


def release(invoice: Document, why: str) -> None:
	"""The invoice was cancelled, discarded or deleted: the milestone can be billed again."""
	forget_key(invoice.name)
	milestone = get_locked_milestone(invoice.salesflow_payment_milestone)
	if milestone.sales_invoice != invoice.name:
		return
	doc = frappe.get_doc("Payment Milestone", milestone.name)
	amounts = {"billed_amount": 0, "paid_amount": 0, "outstanding_amount": 0}
	lifecycle.move(doc, states.READY_TO_BILL, values={"sales_invoice": None, **amounts}, why=why)
	if not waive_if_terminated(doc):
		doc.ask_billing()


def sync(name: str) -> None:
	"""Compute state and amounts of the milestone from its invoice. Amounts gross, in the invoice's currency."""
	milestone = get_locked_milestone(name)
	if not milestone.sales_invoice:
		return
	fields = INVOICE_FIELDS
	invoice = frappe.db.get_value(
		"Sales Invoice", milestone.sales_invoice, fields, as_dict=True, for_update=True
	)
	state, amounts = get_billing_values(invoice)
	if state == milestone.workflow_state:
		frappe.db.set_value("Payment Milestone", name, amounts)
		return
	doc = frappe.get_doc("Payment Milestone", name)
	lifecycle.move(doc, state, values=amounts, why=invoice.name)
	if state == states.DRAFT_INVOICED:
		doc.ask_accounts()
	if state == states.PAID:
		asking.after_payment(doc)
	if state == states.CREDITED and not waive_if_terminated(doc):
		doc.ask_about_credit()


def waive_if_terminated(milestone: Document) -> bool:
	"""What comes back after the SOW was terminated is not billed again, and nobody has to decide that."""
	sow = frappe.db.get_value("SOW", milestone.sow, ["name", "workflow_state", "reason"], as_dict=True)
	is_terminated = sow.workflow_state == sow_states.TERMINATED
	if is_terminated:
		waive(milestone, sow)
	return is_terminated


def get_billing_values(invoice: dict) -> tuple[str, dict]:
	"""State and amounts that follow from an invoice and its credit notes. Gross, in the invoice's currency."""
	total = get_total(invoice)
	if invoice.docstatus == 0:
		return _values(states.DRAFT_INVOICED, total, 0, total)
	notes = get_credit_notes(invoice.name)
	credited = flt(-sum(get_total(note) for note in notes), 9)
	still_open = get_outstanding(invoice)
	paid = flt(
		total - still_open + sum(get_total(note) for note in notes if not note.update_outstanding_for_self), 9
	)
	outstanding = max(0, flt(still_open + sum(get_outstanding(note) for note in notes), 9))
	if credited >= total > 0:
		state = states.CREDITED
	elif still_open <= 0:
		state = states.PAID
	else:
		state = states.PARTLY_PAID if paid > 0 else states.INVOICED
	return _values(state, total, paid, outstanding)


def get_total(invoice: dict) -> float:
	"""What an invoice comes to, in its currency; below zero for a credit note."""
	return flt(invoice.rounded_total) or flt(invoice.grand_total)


def get_outstanding(invoice: dict) -> float:
	"""Open amount in the invoice's currency; ERPNext keeps it in the currency of the receivable account.

	It is the part of the total that is open there: an exchange rate rounds twice, and leaves yen that nobody owes.
	"""
	open_amount = flt(invoice.outstanding_amount)
	if not invoice.party_account_currency or invoice.party_account_currency == invoice.currency:
		return open_amount
	booked = flt(invoice.base_rounded_total) or flt(invoice.base_grand_total)
	precision = frappe.get_precision("Sales Invoice", "grand_total")
	return flt(get_total(invoice) * open_amount / booked, precision) if booked else 0.0


def get_credit_notes(invoice: str) -> list[frappe._dict]:
	"""The submitted credit notes against an invoice."""
	filters = {"return_against": invoice, "docstatus": 1, "is_return": 1}
	return frappe.get_all(
		"Sales Invoice", filters, [*INVOICE_FIELDS, "update_outstanding_for_self"], order_by="creation asc"
	)


def _values(state: str, billed: float, paid: float, outstanding: float) -> tuple[str, dict]:
	return state, {"billed_amount": billed, "paid_amount": paid, "outstanding_amount": outstanding}
