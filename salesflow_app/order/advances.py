"""Advances on the invoice of a deal: ERPNext looks for them where the customer has paid something at all."""

import frappe
from frappe.model.document import Document

FIELD = "allocate_advances_automatically"
VOUCHERS = ("Payment Entry", "Journal Entry")


def spare_search(invoice: Document) -> None:
	"""Where nothing was ever booked for the customer, ERPNext need not look, until `want_again`.

	It would ask some ten times which payments the invoice may use, at each save. One look into the ledger says that
	there are none.
	"""
	if not invoice.get(FIELD) or invoice.is_return or _has_bookings(invoice):
		return
	invoice.set("advances", [])
	invoice.set(FIELD, 0)
	invoice.flags.salesflow_wants_advances = True


def want_again(invoice: Document) -> None:
	"""The box stays ticked: what is paid before the next save is allocated then."""
	if invoice.flags.pop("salesflow_wants_advances", None):
		invoice.set(FIELD, 1)


def _has_bookings(invoice: Document) -> bool:
	party = {"party_type": "Customer", "party": invoice.customer, "company": invoice.company}
	return bool(frappe.db.exists("GL Entry", {**party, "voucher_type": ("in", VOUCHERS), "is_cancelled": 0}))
