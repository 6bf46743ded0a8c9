"""What a payment is for: the facts of each document, and that not more is paid than is open."""

import erpnext
import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

OFFERED = ("Sales Invoice", "Sales Order")


def get_reference_details(doctype: str, name: str, party_account_currency: str | None) -> dict:
	"""Total, open amount, due date and exchange rate of a document, in the currency of the party's account."""
	if doctype not in OFFERED:
		raise NotImplementedError(f"payments for {doctype}")
	doc = frappe.get_doc(doctype, name)
	prefix = "base_" if party_account_currency == erpnext.get_company_currency(doc.company) else ""
	total = flt(doc.get(f"{prefix}rounded_total")) or flt(doc.get(f"{prefix}grand_total"))
	if doctype == "Sales Invoice":
		outstanding = flt(doc.outstanding_amount)
	else:
		outstanding = total - flt(doc.advance_paid)
	return frappe._dict(
		due_date=doc.get("due_date"),
		total_amount=total,
		outstanding_amount=outstanding,
		exchange_rate=1.0,
		account=doc.get("debit_to"),
		customer=doc.customer,
		docstatus=doc.docstatus,
	)


def set_reference_details(payment: Document, row: Document) -> None:
	"""Bring a line up to date with its document."""
	details = get_reference_details(
		row.reference_doctype, row.reference_name, payment.paid_from_account_currency
	)
	for fieldname in ("due_date", "total_amount", "outstanding_amount", "exchange_rate"):
		row.set(fieldname, details[fieldname])
	row.account = row.account or details.account or payment.paid_from


def validate_references(payment: Document) -> None:
	"""Refuse lines of another customer, twice, not submitted, or of more than is open."""
	seen = set()
	for row in payment.references:
		key = (row.reference_doctype, row.reference_name, row.payment_term)
		if key in seen:
			frappe.throw(_("Row #{0}: Duplicate entry in References {1} {2}").format(row.idx, *key[:2]))
		seen.add(key)
		_validate_document(payment, row)
		if flt(row.allocated_amount) > 0 and flt(row.allocated_amount) > flt(row.outstanding_amount):
			frappe.throw(
				_("Row #{0}: Allocated Amount cannot be greater than outstanding amount.").format(row.idx)
			)


def _validate_document(payment: Document, row: Document) -> None:
	details = get_reference_details(
		row.reference_doctype, row.reference_name, payment.paid_from_account_currency
	)
	if details.customer != payment.party:
		frappe.throw(
			_("{0} {1} is not associated with {2} {3}").format(
				_(row.reference_doctype), row.reference_name, _(payment.party_type), payment.party
			)
		)
	if details.docstatus != 1:
		frappe.throw(_("{0} {1} must be submitted").format(_(row.reference_doctype), row.reference_name))
