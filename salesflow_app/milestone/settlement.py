"""What follows when the open amount of a deal's invoice changes, whatever changed it.

ERPNext writes a new open amount in one way for payments, advances, journal entries, reconciliation, write-offs, credit
notes and the cancellation of each: it loads the invoice and sets its status, which tells `on_change`.
"""

from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money

from salesflow_app.follow_up import settled
from salesflow_app.milestone import billing, credit_notes
from salesflow_app.order import closing
from salesflow_app.people import roles, tasks


def is_ledgers(invoice: Document) -> bool:
	"""Was it loaded for its new open amount? A document that is being saved follows its own events."""
	return invoice.docstatus == 1 and not getattr(invoice, "_action", None)


def follow(invoice: Document) -> None:
	"""Bring milestone, orders and follow-up of an invoice or credit note up to date."""
	if milestone := get_milestone(invoice):
		billing.sync(milestone)
	closing.close_orders(invoice)
	if not invoice.is_return:
		settled.follow_open_amount(invoice)
		tell_paid_twice(invoice)


def get_milestone(invoice: Document) -> str | None:
	if invoice.is_return:
		return invoice.return_against and credit_notes.get_milestone(invoice.return_against)
	return invoice.salesflow_payment_milestone


def tell_paid_twice(invoice: Document) -> None:
	"""Two payments at once pass ERPNext's check; whoever looks after the money hears of it once."""
	amount = flt(invoice.outstanding_amount, invoice.precision("outstanding_amount"))
	if amount >= 0:
		return
	currency = invoice.party_account_currency or invoice.currency
	sentence = _(
		"Sales Invoice {0} of {1} was paid twice: {2} too much. Refund it or allocate it anew."
	).format(invoice.name, invoice.customer_name, fmt_money(-amount, currency=currency))
	tasks.assign(invoice, roles.get_operations_managers(invoice.company), "paid_twice", sentence)
