"""Payment confirmed, refunded, or taken back: the client and our people hear of it, each in words of its own."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app import settings
from salesflow_app.deal import origin
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import resolve
from salesflow_app.mails.to_client import get_name, write_to_client
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date, money

CONFIRMED = "Payment Confirmed"
REVERSED = "Payment Reversed"
CLIENT, STAFF = "client", "staff"
MONEY_ACCOUNTS = ("Bank", "Cash")
PAYMENT, REFUND, BOOKING = "payment", "refund", "booking"


def send_payment_confirmed(doc: Document, invoices: list[dict], is_reversed: bool = False) -> None:
	"""One mail for the client and one for our people, once per document.

	`invoices` as they stand after the payment; without `outstanding_amount` that is read when the mail is written.
	What was booked without a payment, such as a write-off, is told to our people alone.
	"""
	event = REVERSED if is_reversed else CONFIRMED
	is_for_staff = get_kind(doc) == BOOKING or not any(
		settings.mails_clients(row.salesflow_sow) for row in invoices
	)
	for audience in (STAFF,) if is_for_staff else (CLIENT, STAFF):
		key = f"{event}:{doc.name}:{audience}"
		entries.add(event, doc, key, audience=audience, invoices=invoices)


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


def get_amount(doc: Document) -> float:
	"""What came from the client, below zero for what went back; in the currency of their account."""
	if doc.doctype == "Payment Entry":
		amount = doc.paid_amount if doc.payment_type == "Receive" else -flt(doc.received_amount)
		return flt(amount)
	rows = [row for row in doc.accounts if row.party_type == "Customer"]
	return sum(flt(row.credit_in_account_currency) - flt(row.debit_in_account_currency) for row in rows)


def write_confirmed(doc: Document, moment: frappe._dict) -> Mail:
	subject, intro = _get_words(doc, moment)
	return _write(doc, moment, subject, intro)


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
		return _("Payment received, thank you"), _("Thank you, we have received your payment.")
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
	return _write(doc, moment, subject.format(doc.name), intro)


def _write(doc: Document, moment: frappe._dict, subject: str, intro: str) -> Mail:
	invoices = [_complete(frappe._dict(row)) for row in moment.invoices]
	recipients = _get_recipients(doc, moment.audience, invoices[0])
	facts = _get_facts(doc, invoices[0])
	table = ([_("Invoice"), _("Amount"), _("Outstanding")], [_as_cells(row) for row in invoices])
	if moment.audience == STAFF:
		return Mail(recipients, subject, Message(intro, facts=facts, table=table))
	return write_to_client(
		recipients,
		subject,
		intro,
		company=doc.company,
		name=get_name(invoices[0].customer, origin.get_client_email(invoices[0])),
		manager=origin.get_account_manager(invoices[0]),
		facts=facts,
		table=table,
	)


def _get_facts(doc: Document, invoice: frappe._dict) -> list[tuple[str, str]]:
	currency = invoice.party_account_currency or invoice.currency
	return [
		(_("Amount"), money(abs(get_amount(doc)), currency)),
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


def _get_recipients(doc: Document, audience: str, invoice: frappe._dict) -> list[str]:
	"""Of all that the mail rules name, the client or everybody else."""
	client = origin.get_client_email(invoice)
	everyone = resolve(CONFIRMED, doc, client=client, account_manager=origin.get_account_manager(invoice))
	return [address for address in everyone if (address == client) == (audience == CLIENT)]


def _as_cells(invoice: frappe._dict) -> list[str]:
	"""Amounts in the invoice's currency; what is open in that of the receivable account."""
	account_currency = invoice.party_account_currency or invoice.currency
	return [
		invoice.name,
		money(invoice.grand_total, invoice.currency),
		money(invoice.outstanding_amount, account_currency),
	]
