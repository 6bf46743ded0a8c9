"""What a Payment Entry or Journal Entry is for, in deals, and that client and staff hear of it once."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money

from salesflow_app.deal.origin import get_deal
from salesflow_app.documents.locks import hold_as_seen
from salesflow_app.mails import payment_confirmed
from salesflow_app.people import roles, tasks

REFERENCES = {
	"Payment Entry": ("references", "reference_doctype", "reference_name"),
	"Journal Entry": ("accounts", "reference_type", "reference_name"),
}
"""The table that says what money is for, and its fields."""
SETTLED = {"Sales Invoice": "outstanding_amount", "Sales Order": "advance_paid"}
"""What ERPNext adds up from the ledger when money is booked."""
INVOICE_FIELDS = (
	"name docstatus customer contact_email salesflow_sow currency party_account_currency grand_total outstanding_amount"
).split()
ORDER_FIELDS = (
	"name docstatus customer contact_email salesflow_sow currency party_account_currency grand_total advance_paid"
).split()


def hold(doc: Document) -> None:
	"""Of two bookings on one invoice or order at the same moment, the second is refused until it sees the first.

	ERPNext would add up the ledger without the first one, and nobody would hear that the invoice was paid twice. A
	payment that is submitted, reconciled or cancelled is a booking.
	"""
	claims = [] if doc.get("is_system_generated") else get_claims(doc)
	doc.flags.salesflow_is_of_deal = bool(claims)
	_hold(claims)


def hold_credited(note: Document) -> None:
	"""A credit note that is submitted or cancelled is a booking on the invoice it credits.

	Before its milestone is locked: a payment holds them in that order, and two orders would be a deadlock.
	"""
	if note.return_against:
		_hold(_get_invoices({note.return_against}))


def _hold(claims: list[frappe._dict]) -> None:
	"""A cancelled invoice keeps its open amount: whether it is cancelled is held as well."""
	for claim in claims:
		fields = (SETTLED[claim.doctype], "docstatus")
		hold_as_seen(claim.doctype, claim.name, {field: claim[field] for field in fields})


def tell(doc: Document, is_booked: bool = True) -> None:
	"""Confirm what the money is for. Once per document, at its submission or when reconciliation names an invoice.

	ERPNext's own journal entries, such as for exchange rates, are no payments. Without `is_booked` the open amounts follow in a moment; the mail reads them when it is written.
	"""
	claims = _get_held_claims(doc)
	if not claims:
		return
	payment_confirmed.send_payment_confirmed(
		doc, claims if is_booked else [_forget_open(row) for row in claims]
	)
	if is_booked:
		ask_about_rest(doc)


def tell_reversed(doc: Document) -> None:
	"""The same people hear that the document was cancelled."""
	claims = _get_held_claims(doc)
	if claims:
		payment_confirmed.send_payment_confirmed(doc, claims, is_reversed=True)
		tasks.close(doc, "overpaid")
	for claim in claims:
		if flt(claim.outstanding_amount) >= 0:
			tasks.close(frappe._dict(doctype=claim.doctype, name=claim.name), "paid_twice")


def ask_about_rest(doc: Document) -> None:
	"""More came than was asked for: someone allocates the rest or pays it back."""
	if doc.doctype != "Payment Entry" or doc.payment_type != "Receive" or flt(doc.unallocated_amount) <= 0:
		return
	amount = fmt_money(doc.unallocated_amount, currency=doc.paid_from_account_currency)
	sentence = _("{0} of Payment Entry {1} by {2} is not allocated: allocate or refund it").format(
		amount, doc.name, doc.party_name or doc.party
	)
	tasks.assign(doc, roles.get_operations_managers(doc.company), "overpaid", sentence)


def ask_about_rests(customer: str, company: str) -> None:
	"""A deal is done: what the customer paid and nobody allocated is asked about."""
	filters = {
		"party_type": "Customer",
		"party": customer,
		"company": company,
		"docstatus": 1,
		"payment_type": "Receive",
		"unallocated_amount": (">", 0),
	}
	for name in frappe.get_all("Payment Entry", filters, pluck="name", order_by="name asc"):
		ask_about_rest(frappe.get_doc("Payment Entry", name))


def ask_about_deposit(order: Document) -> None:
	"""The order of a deal is cancelled: ERPNext lets go of what was paid on it, and then it is nobody's."""
	before = order.get_doc_before_save()
	if before and flt(before.advance_paid) and get_deal(order):
		ask_about_rests(order.customer, order.company)


def _get_held_claims(doc: Document) -> list[frappe._dict]:
	"""As they are after the booking; of a document that held none, not asked again."""
	return get_claims(doc) if doc.flags.salesflow_is_of_deal else []


def get_claims(doc: Document) -> list[frappe._dict]:
	"""Invoices and orders of deals that the money is for, as they are now. One statement for each kind, none without."""
	names = _get_names(doc)
	return [*_get_invoices(names["Sales Invoice"]), *_get_orders(names["Sales Order"])]


def _get_names(doc: Document) -> dict[str, set[str]]:
	table, type_field, name_field = REFERENCES[doc.doctype]
	names: dict[str, set[str]] = {"Sales Invoice": set(), "Sales Order": set()}
	for row in doc.get(table):
		if row.get(type_field) in names and row.get(name_field):
			names[row.get(type_field)].add(row.get(name_field))
	return names


def _get_invoices(names: set[str]) -> list[frappe._dict]:
	"""Those that bill an order."""
	if not names:
		return []
	invoice, item = frappe.qb.DocType("Sales Invoice"), frappe.qb.DocType("Sales Invoice Item")
	rows = (
		frappe.qb.from_(invoice)
		.join(item)
		.on(item.parent == invoice.name)
		.select(*(invoice[field] for field in INVOICE_FIELDS))
		.distinct()
		.where(invoice.name.isin(names) & item.sales_order.isnotnull() & (item.sales_order != ""))
		.orderby(invoice.name)
	).run(as_dict=True)
	return [frappe._dict(row, doctype="Sales Invoice") for row in rows]


def _get_orders(names: set[str]) -> list[frappe._dict]:
	"""Orders paid in advance; what is open of one is what was not paid in advance."""
	if not names:
		return []
	rows = frappe.get_all("Sales Order", {"name": ("in", names)}, ORDER_FIELDS, order_by="name asc")
	return [
		frappe._dict(
			row, doctype="Sales Order", outstanding_amount=flt(row.grand_total) - flt(row.advance_paid)
		)
		for row in rows
	]


def _forget_open(claim: frappe._dict) -> frappe._dict:
	"""Of an invoice; what was paid in advance on an order is known."""
	return claim if claim.doctype == "Sales Order" else frappe._dict(claim, outstanding_amount=None)
