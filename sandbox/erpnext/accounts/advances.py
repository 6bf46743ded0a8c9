"""Payments made before the invoice: found, put on it, and used up when it is submitted."""

import frappe
from erpnext.accounts.utils import reconcile_against_document
from frappe.model.document import Document
from frappe.utils import flt


def set_advances(doc: Document) -> None:
	"""Put the customer's unused payments on the invoice, those for its orders first, up to its total."""
	left = doc.get_total_in_party_account_currency()
	doc.set("advances", [])
	for entry in get_advance_entries(doc):
		allocated = min(left, entry.amount)
		if not doc.only_include_allocated_payments or entry.reference_row or allocated:
			doc.append("advances", _get_row(doc, entry, allocated))
		left = flt(left - allocated, doc.precision("total_advance"))


def _get_row(doc: Document, entry: dict, allocated: float) -> dict:
	return {
		"doctype": "Sales Invoice Advance",
		"reference_type": "Payment Entry",
		"reference_name": entry.name,
		"reference_row": entry.reference_row,
		"remarks": entry.remarks,
		"advance_amount": flt(entry.amount),
		"allocated_amount": allocated,
		"ref_exchange_rate": flt(entry.exchange_rate) or 1.0,
		"difference_posting_date": doc.posting_date,
	}


def get_advance_entries(doc: Document) -> list[dict]:
	"""Unused payments of the customer: for orders of the invoice, then for nothing in particular."""
	orders = {row.sales_order for row in doc.items if row.sales_order}
	found = _get_payments_for_orders(doc, orders) if orders else []
	if not doc.only_include_allocated_payments:
		found += _get_unallocated_payments(doc)
	return found


def _get_payments_for_orders(doc: Document, orders: set[str]) -> list[dict]:
	payment, row = frappe.qb.DocType("Payment Entry"), frappe.qb.DocType("Payment Entry Reference")
	return (
		_of_customer(frappe.qb.from_(payment).join(row).on(row.parent == payment.name), payment, doc)
		.select(
			payment.name,
			payment.remarks,
			payment.source_exchange_rate.as_("exchange_rate"),
			row.allocated_amount.as_("amount"),
			row.name.as_("reference_row"),
		)
		.where((row.reference_doctype == "Sales Order") & row.reference_name.isin(list(orders)))
		.orderby(payment.posting_date)
		.orderby(payment.creation)
	).run(as_dict=True)


def _get_unallocated_payments(doc: Document) -> list[dict]:
	payment = frappe.qb.DocType("Payment Entry")
	return (
		_of_customer(frappe.qb.from_(payment), payment, doc)
		.select(
			payment.name,
			payment.remarks,
			payment.source_exchange_rate.as_("exchange_rate"),
			payment.unallocated_amount.as_("amount"),
		)
		.where(payment.unallocated_amount > 0)
		.orderby(payment.posting_date)
		.orderby(payment.creation)
	).run(as_dict=True)


def _of_customer(query, payment, doc: Document):
	return query.where(
		(payment.docstatus == 1)
		& (payment.payment_type == "Receive")
		& (payment.party_type == "Customer")
		& (payment.party == doc.customer)
		& (payment.paid_from == doc.debit_to)
	)


def clear_unallocated_advances(doc: Document) -> None:
	"""Take the advances off the invoice that it does not use."""
	kept = [row for row in doc.advances if flt(row.allocated_amount)]
	if len(kept) != len(doc.advances):
		doc.set("advances", kept)


def use_advances(doc: Document) -> None:
	"""Book the invoice's advances as payments of it."""
	rows = [
		frappe._dict(
			voucher_type=row.reference_type,
			voucher_no=row.reference_name,
			voucher_detail_no=row.reference_row,
			against_voucher_type=doc.doctype,
			against_voucher=doc.name,
			account=doc.debit_to,
			party_type="Customer",
			party=doc.customer,
			allocated_amount=flt(row.allocated_amount),
			exchange_rate=flt(row.ref_exchange_rate),
			due_date=doc.due_date,
			grand_total=doc.get_total_in_party_account_currency(),
		)
		for row in doc.advances
		if flt(row.allocated_amount) > 0
	]
	if rows:
		reconcile_against_document(rows)
