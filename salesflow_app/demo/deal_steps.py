"""Steps that several stories share: approval of an order, a client's signature, a milestone from reached to paid."""

import itertools

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import flt, today

from salesflow_app.conversions.payment_milestone_to_sales_invoice import make_sales_invoice
from salesflow_app.demo.stage import Stage
from salesflow_app.portal import sign_sow, view_document
from salesflow_app.salesflow_app.workflows.sow import BINDING


def do(doc: Document, action: str) -> Document:
	"""Press a workflow button as the session's user; returns the document as it is afterwards."""
	apply_workflow(doc, action)
	return frappe.get_doc(doc.doctype, doc.name)


def sign(stage: Stage, sow: Document, client: str, full_name: str) -> Document:
	"""The client reads the SOW in the portal and signs it."""
	with stage.acting(client):
		view_document.view("SOW", sow.name)
		sign_sow.sign(
			sow.name,
			sow.content_hash,
			full_name,
			title="Director",
			authority=1,
			consent=1,
			customer_po_no=f"PO-{sow.name[-5:]}",
		)
	sow = frappe.get_doc("SOW", sow.name)
	with stage.acting(client):
		stage.step("signs the SOW in the portal", sow)
	stage.expect(sow.workflow_state in BINDING, f"{sow.name} is not signed")
	stage.expect(bool(sow.sales_order), f"{sow.name} has no Sales Order")
	return sow


def approve_order(stage: Stage, cast: dict, name: str) -> Document:
	"""The sales user asks, the sales manager approves."""
	order = frappe.get_doc("Sales Order", name)
	if order.owner == cast["sales_manager"]:
		raise ValueError("the Sales Manager must not own the order")
	with stage.acting(cast["sales_user"]):
		order = do(order, "Submit for Approval")
		stage.step("asks for approval of the order", order)
	with stage.acting(cast["sales_manager"]):
		order = do(order, "Approve")
		stage.step("approves the order", order)
	stage.expect(order.docstatus == 1, f"{order.name} is not submitted")
	return order


def bill_milestone(stage: Stage, cast: dict, name: str, **invoice_values) -> Document:
	"""Reached, reported to billing, invoiced: each by its owner. Returns the submitted invoice."""
	milestone = frappe.get_doc("Payment Milestone", name)
	with stage.acting(cast["account_manager"]):
		if milestone.workflow_state == "Planned":
			milestone = do(milestone, "Mark Reached")
			stage.step("marks the milestone as reached", milestone)
		milestone = do(milestone, "Report to Billing")
		stage.step("reports the milestone to billing", milestone)
	stage.expect_mail("Milestone Notice", milestone, {cast["operations_manager"]}, role="Operations Manager")
	return invoice_milestone(stage, cast, milestone, **invoice_values)


def invoice_milestone(stage: Stage, cast: dict, milestone: Document, **invoice_values) -> Document:
	"""A milestone that is ready to bill is invoiced. Returns the submitted invoice."""
	with stage.acting(cast["accounts_user"]):
		invoice = frappe.get_doc("Sales Invoice", make_sales_invoice(milestone.name))
		stage.step("makes the draft invoice of the milestone", invoice)
		if invoice_values:
			invoice.update(invoice_values)
			invoice.save()
		invoice.submit()
		stage.step("submits the invoice, which goes to the client", invoice)
	stage.expect(
		stage.money.is_same(invoice.total, milestone.amount),
		f"{invoice.name} comes to {invoice.total} instead of {milestone.amount}",
	)
	return invoice


def pay(stage: Stage, cast: dict, invoice: Document, amount: float | None = None) -> Document:
	"""The payment of an invoice arrives and is booked by accounts, at the rate of the day where there is one."""
	with stage.acting(cast["accounts_user"]):
		payment = get_payment_entry("Sales Invoice", invoice.name, party_amount=amount)
		if payment.paid_from_account_currency != payment.paid_to_account_currency:
			payment.source_exchange_rate = stage.money.rate_at_payment
			payment.received_amount = flt(payment.paid_amount * payment.source_exchange_rate, 2)
		payment.reference_no = f"BANK-{invoice.name}"
		payment.reference_date = today()
		payment.insert()
		payment.submit()
		stage.step("books the payment", payment)
	return payment


def show_records(stage: Stage, doc: Document) -> None:
	"""Print the evidence of a document: who did what, when."""
	entries = frappe.get_all(
		"Salesflow Evidence Entry",
		{"reference_doctype": doc.doctype, "reference_name": doc.name},
		["sequence", "event", "actor", "actor_kind", "occurred_at", "previous_hash", "entry_hash"],
		order_by="sequence asc",
	)
	for entry in entries:
		stage.line(
			f"record {entry.sequence}: {entry.occurred_at} {entry.actor_kind} {entry.actor}: {entry.event}"
		)
	stage.expect(
		all(b.previous_hash == a.entry_hash for a, b in itertools.pairwise(entries)),
		f"the records of {doc.name} do not form a chain",
	)
