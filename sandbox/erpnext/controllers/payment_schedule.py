"""The payment schedule: which part of a document is paid when."""

import frappe
from frappe import _
from frappe.utils import flt, getdate


def set_payment_schedule(doc) -> None:
	"""One row where there is none; amounts of rows that name a portion follow the total."""
	if doc.doctype == "Sales Invoice" and (doc.get("is_return") or doc.get("is_pos")):
		doc.payment_terms_template = None
		doc.set("payment_schedule", [])
		return
	total, base_total = get_totals(doc)
	if not doc.get("payment_schedule"):
		_add_row(doc)
	for row in doc.payment_schedule:
		if row.invoice_portion:
			portion = flt(row.invoice_portion) / 100
			row.payment_amount = flt(total * portion, row.precision("payment_amount"))
			row.base_payment_amount = flt(base_total * portion, row.precision("base_payment_amount"))
			row.outstanding = row.payment_amount
		elif row.payment_amount:
			base = flt(row.payment_amount) * flt(doc.get("conversion_rate"))
			row.base_payment_amount = flt(base, row.precision("base_payment_amount"))
		row.base_outstanding = flt(row.base_payment_amount)


def get_totals(doc) -> tuple[float, float]:
	"""What is to be paid, in the document's and in the company's currency."""
	total = flt(doc.get("rounded_total")) or flt(doc.grand_total)
	base_total = flt(doc.get("base_rounded_total")) or flt(doc.base_grand_total)
	written_off = flt(doc.get("base_write_off_amount"))
	if not doc.meta.has_field("total_advance"):
		return total, base_total
	is_own = doc.party_account_currency == doc.currency
	advance, rate = flt(doc.total_advance), flt(doc.conversion_rate) or 1.0
	own = advance if is_own else flt(advance / rate, doc.precision("total_advance"))
	base = flt(advance * rate, doc.precision("total_advance")) if is_own else advance
	return total - own - flt(doc.get("write_off_amount")), base_total - base - written_off


def _add_row(doc) -> None:
	if doc.get("payment_terms_template"):
		raise NotImplementedError("Payment Terms Template of a document")
	doc.append(
		"payment_schedule", {"due_date": doc.get("due_date") or doc.get_date(), "invoice_portion": 100}
	)


def validate_payment_schedule(doc) -> None:
	"""Refuse rows that do not come to the total; the last of them says when the document is due."""
	if not doc.get("payment_schedule"):
		return
	_validate_amounts(doc)
	if doc.meta.has_field("due_date"):
		dates = [row.due_date for row in doc.payment_schedule if row.due_date]
		doc.due_date = max(dates, key=getdate, default=doc.due_date)


def _validate_amounts(doc) -> None:
	total, base_total = get_totals(doc)
	precision = doc.precision("grand_total")
	paid = flt(sum(flt(row.payment_amount) for row in doc.payment_schedule), precision)
	base_paid = flt(sum(flt(row.base_payment_amount) for row in doc.payment_schedule), precision)
	is_off = abs(flt(paid - total, precision)) > 0.1 or abs(flt(base_paid - base_total, precision)) > 0.1
	if is_off:
		frappe.throw(_("Total Payment Amount in Payment Schedule must be equal to Grand / Rounded Total"))
