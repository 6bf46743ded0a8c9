"""Payment confirmed, refunded, or taken back: the client and our people hear of it, each in words of its own."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app import settings
from salesflow_app.clients.pdf import render_pdf
from salesflow_app.deal import origin
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import resolve
from salesflow_app.mails.to_client import get_name, write_to_client
from salesflow_app.outbox import entries
from salesflow_app.salesflow_app.workflows.payment_milestone import UNBILLED
from salesflow_app.text.formats import date, money

CONFIRMED = "Payment Confirmed"
REVERSED = "Payment Reversed"
CLIENT, STAFF = "client", "staff"
MONEY_ACCOUNTS = ("Bank", "Cash")
PAYMENT, REFUND, BOOKING = "payment", "refund", "booking"


def send_payment_confirmed(doc: Document, invoices: list[dict], is_reversed: bool = False) -> None:
	"""One mail for the client and one for our people, once per document; for each customer, where an entry names several.

	`invoices` as they stand after the payment; without `outstanding_amount` that is read when the mail is written.
	What was booked without a payment, such as a write-off, is told to our people alone.
	"""
	event = REVERSED if is_reversed else CONFIRMED
	for place, theirs in enumerate(_group_by_customer(invoices)):
		is_for_staff = get_kind(doc) == BOOKING or not any(
			settings.mails_clients(row.salesflow_sow) for row in theirs
		)
		for audience in (STAFF,) if is_for_staff else (CLIENT, STAFF):
			key = f"{event}:{doc.name}:{audience}" + (f":{theirs[0].customer}" if place else "")
			entries.add(event, doc, key, audience=audience, invoices=theirs)


def _group_by_customer(invoices: list[dict]) -> list[list[dict]]:
	"""No client reads of what another one owes."""
	grouped: dict[str, list[dict]] = {}
	for row in invoices:
		grouped.setdefault(row.customer, []).append(row)
	return list(grouped.values())


def get_kind(doc: Document) -> str:
	"""Did money come in, go back to the client, or was an invoice settled without any?"""
	if doc.doctype == "Journal Entry" and not _moves_money(doc):
		return BOOKING
	return PAYMENT if get_amount(doc) >= 0 else REFUND


def _moves_money(doc: Document) -> bool:
	accounts = [row.account for row in doc.accounts]
	return any(
		frappe.get_cached_value("Account", name, "account_type") in MONEY_ACCOUNTS for name in accounts
	)


def get_amount(doc: Document, customer: str | None = None) -> float:
	"""What came from the client, below zero for what went back; in the currency of their account.

	With `customer`, of a Journal Entry what came from this one.
	"""
	if doc.doctype == "Payment Entry":
		amount = doc.paid_amount if doc.payment_type == "Receive" else -flt(doc.received_amount)
		return flt(amount)
	rows = [
		row for row in doc.accounts if row.party_type == "Customer" and row.party == (customer or row.party)
	]
	return sum(flt(row.credit_in_account_currency) - flt(row.debit_in_account_currency) for row in rows)


def write_confirmed(doc: Document, moment: frappe._dict) -> Mail:
	subject, intro = _get_words(doc, moment)
	return _write(doc, moment, subject, intro, is_confirmed=True)


def _get_words(doc: Document, moment: frappe._dict) -> tuple[str, str]:
	kind, party = get_kind(doc), _get_party(doc, moment)
	if kind == REFUND:
		ours, theirs = _("Refund to {0}").format(party), _("Refund from {0}").format(doc.company)
		return ours if moment.audience == STAFF else theirs, _("We have paid back the amount below.")
	if kind == BOOKING:
		return (
			_("{0} {1}: {2}, settled without a payment").format(_(doc.doctype), doc.name, party),
			_("The invoices below were settled by a booking, without a payment."),
		)
	if moment.audience == CLIENT:
		return _("Payment received, thank you"), _(
			"Thank you, we have received your payment. Your receipt is attached."
		)
	return _("Payment received from {0}").format(party), _("We have received the payment below.")


def write_reversed(doc: Document, moment: frappe._dict) -> Mail:
	subject = _("Refund {0} was reversed") if get_kind(doc) == REFUND else _("Payment {0} was reversed")
	intro = (
		_("The refund we announced earlier was recorded in error and has been cancelled.")
		if get_kind(doc) == REFUND
		else _(
			"The payment we confirmed earlier was recorded in error and has been cancelled. The invoices below are open again."
		)
	)
	return _write(doc, moment, subject.format(doc.name), intro, is_confirmed=False)


def _write(doc: Document, moment: frappe._dict, subject: str, intro: str, is_confirmed: bool) -> Mail:
	invoices = [_complete(frappe._dict(row)) for row in moment.invoices]
	recipients = _get_recipients(doc, moment.audience, invoices)
	facts = _get_facts(doc, invoices[0])
	table = ([_("Invoice"), _("Amount"), _("Outstanding")], [_as_cells(row) for row in invoices])
	if moment.audience == STAFF:
		return Mail(recipients, subject, Message(intro, facts=facts, table=table))
	has_receipt = is_confirmed and doc.docstatus == 1
	return write_to_client(
		recipients,
		subject,
		intro,
		company=doc.company,
		name=get_name(invoices[0].customer, origin.get_client_email(invoices[0])),
		manager=origin.get_account_manager(invoices[0]),
		facts=facts,
		table=table,
		closing=get_next(invoices) if is_confirmed else "",
		get_attachments=lambda: [_attach_receipt(doc, invoices[0].customer)] if has_receipt else [],
	)


def _attach_receipt(doc: Document, customer: str) -> dict:
	"""Printed now: a payment entered by mistake is cancelled before Frappe sends the mail, and nobody can print it then."""
	doc.flags.salesflow_customer = customer
	name = _("Receipt {0}").format(doc.name).replace("/", "-")
	return {"fname": f"{name}.pdf", "fcontent": render_pdf(doc)}


def get_next(invoices: list[frappe._dict]) -> str:
	"""What the client can expect: what is still to be paid and when, else the next milestone, else nothing."""
	still_open = [
		row for row in invoices if row.doctype == "Sales Invoice" and flt(row.outstanding_amount, 6) > 0
	]
	if still_open:
		return " ".join(_get_open_words(row) for row in still_open)
	if milestone := _get_next_milestone(invoices[0]):
		return _("Next under Statement of Work {0}: “{1}”, {2} net.").format(
			milestone.sow, milestone.milestone_name, money(milestone.amount, milestone.currency)
		)
	return _("You need not do anything else.")


def _get_open_words(invoice: frappe._dict) -> str:
	due = frappe.db.get_value("Sales Invoice", invoice.name, "due_date")
	amount = money(invoice.outstanding_amount, invoice.party_account_currency or invoice.currency)
	return _("{0} of invoice {1} is still to be paid, by {2}.").format(amount, invoice.name, date(due))


def _get_next_milestone(invoice: frappe._dict) -> frappe._dict | None:
	filters = {"sow": invoice.salesflow_sow, "workflow_state": ("in", UNBILLED)}
	fields = ["sow", "milestone_name", "amount", "currency"]
	return invoice.salesflow_sow and frappe.db.get_value(
		"Payment Milestone", filters, fields, as_dict=True, order_by="milestone_no asc"
	)


def _get_facts(doc: Document, invoice: frappe._dict) -> list[tuple[str, str]]:
	currency = invoice.party_account_currency or invoice.currency
	return [
		(_("Amount"), money(abs(get_amount(doc, invoice.customer)), currency)),
		(_("Date"), date(doc.posting_date)),
		(_("Reference"), _get_reference(doc)),
	]


def _get_party(doc: Document, moment: frappe._dict) -> str:
	if doc.doctype == "Payment Entry":
		return doc.party_name or doc.party
	customer = frappe._dict(moment.invoices[0]).customer
	return frappe.get_cached_value("Customer", customer, "customer_name")


def _get_reference(doc: Document) -> str:
	return (doc.reference_no if doc.doctype == "Payment Entry" else doc.cheque_no) or doc.name


def _complete(invoice: frappe._dict) -> frappe._dict:
	"""What was not known yet when the money was allocated."""
	if invoice.outstanding_amount is None:
		invoice.outstanding_amount = frappe.db.get_value("Sales Invoice", invoice.name, "outstanding_amount")
	return invoice


def _get_recipients(doc: Document, audience: str, invoices: list[frappe._dict]) -> list[str]:
	"""Of all that the mail rules name for each of the invoices, the clients or everybody else."""
	clients = {origin.get_client_email(row): origin.get_account_manager(row) for row in invoices}
	everyone = [
		address
		for client, manager in clients.items()
		for address in resolve(CONFIRMED, doc, client=client, account_manager=manager)
	]
	return [address for address in dict.fromkeys(everyone) if (address in clients) == (audience == CLIENT)]


def _as_cells(invoice: frappe._dict) -> list[str]:
	"""Amounts in the invoice's currency; what is open in that of the receivable account."""
	account_currency = invoice.party_account_currency or invoice.currency
	return [
		invoice.name,
		money(invoice.grand_total, invoice.currency),
		money(invoice.outstanding_amount, account_currency),
	]
