"""Payment confirmed, or taken back: the client and our people hear of it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate

from salesflow_app.deal import origin
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import resolve
from salesflow_app.outbox import entries

CONFIRMED = "Payment Confirmed"
REVERSED = "Payment Reversed"
CLIENT, STAFF = "client", "staff"


def send_payment_confirmed(payment: Document, invoices: list[dict], is_reversed: bool = False) -> None:
	"""One mail for the client and one for our people; `invoices` as they stand after the payment."""
	event = REVERSED if is_reversed else CONFIRMED
	for audience in (CLIENT, STAFF):
		key = f"{event}:{payment.name}:{audience}"
		entries.add(event, payment, key, audience=audience, invoices=invoices)


def write_confirmed(payment: Document, moment: frappe._dict) -> Mail:
	return _write(
		payment,
		moment,
		_("Payment received from {0}").format(payment.party_name or payment.party),
		_("Thank you, we have received the payment."),
	)


def write_reversed(payment: Document, moment: frappe._dict) -> Mail:
	return _write(
		payment,
		moment,
		_("Payment {0} was reversed").format(payment.name),
		_(
			"The payment we confirmed earlier was recorded in error and has been cancelled. The invoices below are open again."
		),
	)


def _write(payment: Document, moment: frappe._dict, subject: str, intro: str) -> Mail:
	invoices = [frappe._dict(row) for row in moment.invoices]
	amount = fmt_money(payment.paid_amount, currency=payment.paid_from_account_currency)
	return Mail(
		_get_recipients(payment, moment.audience, invoices[0]),
		subject,
		Message(
			intro,
			facts=[
				(_("Amount"), amount),
				(_("Date"), formatdate(payment.posting_date)),
				(_("Reference"), payment.reference_no or payment.name),
			],
			table=([_("Invoice"), _("Amount"), _("Outstanding")], [_as_cells(row) for row in invoices]),
		),
	)


def _get_recipients(payment: Document, audience: str, invoice: frappe._dict) -> list[str]:
	"""Of all that the mail rules name, the client or everybody else."""
	client = origin.get_client_email(invoice)
	everyone = resolve(CONFIRMED, payment, client=client, account_manager=origin.get_account_manager(invoice))
	return [address for address in everyone if (address == client) == (audience == CLIENT)]


def _as_cells(invoice: frappe._dict) -> list[str]:
	"""Amounts in the invoice's currency; what is open in that of the receivable account."""
	account_currency = invoice.party_account_currency or invoice.currency
	return [
		invoice.name,
		fmt_money(invoice.grand_total, currency=invoice.currency),
		fmt_money(invoice.outstanding_amount, currency=account_currency),
	]
