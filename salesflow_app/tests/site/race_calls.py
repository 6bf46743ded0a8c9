"""What the processes of `test_races.py` do, each in one transaction."""

import os
from unittest.mock import patch

import frappe

from salesflow_app.approval import deciding
from salesflow_app.conversions.payment_milestone_to_sales_invoice import get_unsaved_invoice
from salesflow_app.follow_up import reminders
from salesflow_app.milestone.billing import LOCKED_FIELDS
from salesflow_app.portal import decline, sign_sow


def answer(answer: str, name: str) -> dict:
	"""Sign or decline the SOW, as the client's browser would."""
	content_hash = frappe.db.get_value("SOW", name, "content_hash")
	if answer == "sign":
		return sign_sow.sign(name, content_hash, "Alma Approver", authority=1, consent=1)
	return decline.decline("SOW", name, content_hash, "No budget")


def insert_invoice(name: str) -> str:
	"""Insert an invoice for the milestone without asking whether there is one, as REST can."""
	milestone = frappe.db.get_value("Payment Milestone", name, LOCKED_FIELDS, as_dict=True)
	return get_unsaved_invoice(milestone).insert().name


def approve_master(name: str) -> str:
	"""Press Approve on a Master Document."""
	doc = frappe.get_doc("Salesflow Master Document", name)
	doc.workflow_state = "Approved"
	return doc.save().name


def decide(act: str, doctype: str, name: str) -> dict | str:
	"""Approve, return or change a document that waits for approval, as it was a moment ago."""
	modified = str(frappe.db.get_value(doctype, name, "modified"))
	if act == "approve":
		return deciding.approve(doctype, name, 1, modified)
	if act == "send_back":
		return deciding.send_back(doctype, name, "Too cheap", modified)
	doc = frappe.get_doc(doctype, name)
	doc.title = "Changed"
	return doc.save().name


def die_after_first_customer(pairs: list, on_any_day: bool) -> None:
	"""A worker that is killed in the middle of its customers."""
	remind = reminders.remind

	def remind_and_die(work, day):
		remind(work, day)
		os._exit(9)

	with patch.object(reminders, "remind", remind_and_die):
		reminders.work_chunk(pairs, on_any_day)


def book(doctype: str, name: str, act: str) -> None:
	"""Submit or cancel an invoice, a credit note or a payment, read in the same transaction."""
	doc = frappe.get_doc(doctype, name)
	doc.submit() if act == "submit" else doc.cancel()


def book_payment(name: str, invoice: str | None = None) -> None:
	"""Submit a draft payment; with `invoice`, allocate to it what the customer paid before."""
	if invoice:
		_reconcile(invoice)
	else:
		frappe.get_doc("Payment Entry", name).submit()


def _reconcile(invoice: str) -> None:
	"""Allocate what the customer paid to an invoice, as the reconciliation tool does."""
	doc = frappe.get_doc("Sales Invoice", invoice)
	tool = frappe.get_doc("Payment Reconciliation")
	party = {"party_type": "Customer", "party": doc.customer, "receivable_payable_account": doc.debit_to}
	tool.update({"company": doc.company, **party})
	tool.get_unreconciled_entries()
	invoices = [row.as_dict() for row in tool.invoices if row.invoice_number == invoice]
	tool.allocate_entries(frappe._dict(invoices=invoices, payments=[row.as_dict() for row in tool.payments]))
	tool.reconcile()
