"""What a receipt says of a payment: which documents it settles, with how much, and what of each is still open."""

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.follow_up.payments import REFERENCES
from salesflow_app.mails import payment_confirmed

KINDS = (payment_confirmed.PAYMENT, payment_confirmed.REFUND)
COMMON = ["name", "customer", "salesflow_sow", "grand_total", "rounded_total", "currency as own_currency"]
FIELDS = {
	"Sales Invoice": [*COMMON, "outstanding_amount as open_amount"],
	"Sales Order": [*COMMON, "advance_paid"],
}


def get_party(doc: Document, customer: str | None = None) -> tuple[str, str | None]:
	"""Who paid, or was paid. A Journal Entry can be about several customers: `customer`, else its first."""
	if doc.doctype == "Payment Entry":
		return doc.party_type, doc.party
	customers = [row.party for row in doc.accounts if row.party_type == "Customer"]
	return "Customer", customer if customer in customers else next(iter(customers), None)


def get_lines(doc: Document, party: str | None) -> list[frappe._dict]:
	"""The invoices and orders of the party: `total` in their own currency, `amount` and `open_amount` in `currency` of the account."""
	amounts = _get_amounts(doc, party)
	lines = []
	for doctype, fields in FIELDS.items():
		names = [name for kind, name in amounts if kind == doctype]
		if names:
			found = frappe.get_all(doctype, {"name": ("in", names)}, fields, order_by="name asc")
			lines += [_get_line(doctype, row, amounts[doctype, row.name]) for row in found]
	return lines


def _get_amounts(doc: Document, party: str | None) -> dict[tuple[str, str], frappe._dict]:
	"""Document -> what was allocated to it, above zero, and the currency of that."""
	table, type_field, name_field = REFERENCES[doc.doctype]
	amounts: dict[tuple[str, str], frappe._dict] = {}
	for row in doc.get(table):
		key = row.get(type_field), row.get(name_field)
		if key[0] in FIELDS and row.get("party", party) == party:
			line = amounts.setdefault(key, frappe._dict(amount=0.0, currency=_get_currency(doc, row)))
			line.amount += _get_allocated(row)
	return amounts


def _get_allocated(row: Document) -> float:
	if row.doctype == "Payment Entry Reference":
		return abs(flt(row.allocated_amount))
	return abs(flt(row.credit_in_account_currency) - flt(row.debit_in_account_currency))


def _get_currency(doc: Document, row: Document) -> str:
	return row.account_currency if doc.doctype == "Journal Entry" else get_account_currency(doc)


def get_account_currency(payment: Document) -> str:
	"""The currency of the client's account in a Payment Entry."""
	side = "from" if payment.payment_type == "Receive" else "to"
	return payment.get(f"paid_{side}_account_currency")


def _get_line(doctype: str, row: frappe._dict, allocated: frappe._dict) -> frappe._dict:
	total = flt(row.rounded_total) or flt(row.grand_total)
	open_amount = row.open_amount if doctype == "Sales Invoice" else total - flt(row.advance_paid)
	return frappe._dict(
		row,
		**allocated,
		doctype=doctype,
		total=total,
		open_amount=open_amount,
	)


def get_moved(doc: Document, party: str | None) -> tuple[float, str]:
	"""What reached the bank, or left it, as the client knows it, and in which currency."""
	if doc.doctype == "Payment Entry":
		side, word = ("to", "received") if doc.payment_type == "Receive" else ("from", "paid")
		return flt(doc.get(f"{word}_amount")), doc.get(f"paid_{side}_account_currency")
	rows = [row for row in doc.accounts if row.party == party]
	amount = sum(flt(row.credit_in_account_currency) - flt(row.debit_in_account_currency) for row in rows)
	return abs(amount), rows[0].account_currency if rows else None


def get_payments(invoice: str) -> list[Document]:
	"""Submitted payments and refunds of an invoice, oldest first; write-offs and exchange differences are none."""
	names = [
		("Payment Entry", name)
		for name in _get_vouchers("Payment Entry Reference", "reference_doctype", invoice)
	]
	names += [
		("Journal Entry", name) for name in _get_vouchers("Journal Entry Account", "reference_type", invoice)
	]
	payments = [frappe.get_doc(*name) for name in names]
	kept = [doc for doc in payments if is_payment(doc)]
	return sorted(kept, key=lambda doc: (str(doc.posting_date), doc.name))


def is_payment(doc: Document) -> bool:
	"""Did money move, and does the document stand?"""
	is_own = doc.docstatus == 1 and not doc.get("is_system_generated")
	return is_own and payment_confirmed.get_kind(doc) in KINDS


def _get_vouchers(table: str, type_field: str, invoice: str) -> list[str]:
	filters = {type_field: "Sales Invoice", "reference_name": invoice, "docstatus": 1}
	return frappe.get_all(table, filters, pluck="parent", distinct=True, order_by="parent asc")
