"""What settles or reopens an invoice ends its follow-up, or lets it go on where it was."""

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.people import tasks

DOCTYPE = "Payment Follow Up"
ENDED = ("Paid", "Closed")
TASKS = ("follow_up", "dunning", "broken_promise", "client_question", "escalated")
"""Tasks on a Payment Follow Up that payment settles."""


def follow_open_amount(invoice: Document) -> None:
	"""Whatever settled or reopened an invoice, its follow-up ends or goes on. One statement where nobody was reminded."""
	if flt(invoice.outstanding_amount, invoice.precision("outstanding_amount")) > 0:
		on_payment_cancelled([invoice.name])
	else:
		on_payment([invoice.name])


def on_payment(invoices: list[str]) -> None:
	"""Paid invoices no longer need follow-up. One statement where nobody was reminded."""
	for record in _get_settled(invoices):
		_end(record, {"status_before_paid": record.follow_up_status, "follow_up_status": "Paid"})


def on_cancelled(invoice: str) -> None:
	"""Nobody asks for the money of a cancelled invoice. One statement where nobody was reminded."""
	for record in _get_settled([invoice]):
		_end(record, {"follow_up_status": "Closed"})


def _get_settled(invoices: list[str]) -> list[Document]:
	"""Those still followed up of whose invoices none is open any more."""
	records = _get_records(invoices, ("not in", ENDED))
	return [each for each in records if not get_open([row.sales_invoice for row in each.invoices])]


def _end(record: Document, values: dict) -> None:
	record.db_set(values, notify=True)
	tasks.close(record, *TASKS)


def get_open(invoices: list[str]) -> list[str]:
	"""Those with something outstanding; a cancelled invoice is not asked for any more."""
	filters = {"name": ("in", invoices or [""]), "outstanding_amount": (">", 0), "docstatus": 1}
	return frappe.get_all("Sales Invoice", filters, pluck="name", order_by="name asc")


def on_payment_cancelled(invoices: list[str]) -> None:
	"""The invoices are open again: a dispute or promise about them holds as before, anything else is open."""
	for record in _get_records(invoices, ("in", ("Paid",))):
		values = {"follow_up_status": record.status_before_paid or "Open", "status_before_paid": None}
		record.db_set(values, notify=True)


def _get_records(invoices: list[str], statuses: tuple[str, tuple[str, ...]]) -> list[Document]:
	record, row = frappe.qb.DocType(DOCTYPE), frappe.qb.DocType("Payment Follow Up Invoice")
	fits = record.follow_up_status.isin(statuses[1])
	names = (
		frappe.qb.from_(record)
		.join(row)
		.on((row.parent == record.name) & (row.parenttype == DOCTYPE))
		.select(record.name)
		.distinct()
		.where(row.sales_invoice.isin(invoices) & (fits if statuses[0] == "in" else fits.negate()))
		.orderby(record.name)
	).run(pluck=True)
	return [frappe.get_doc(DOCTYPE, name) for name in names]
