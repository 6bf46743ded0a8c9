"""What the readable invoices and payments of a dossier come to, by currency."""

import frappe
from frappe import _
from frappe.utils import flt

from salesflow_app.dossier import readers
from salesflow_app.dossier.collecting import Dossier
from salesflow_app.dossier.entries import INVOICE, PAYMENT
from salesflow_app.text.formats import money


def get_sums(dossier: Dossier) -> list[tuple[str, str]]:
	"""Label and text. Nothing for those who see no prices. Net of credit notes; what is left out is not in it."""
	if not readers.sees_prices():
		return []
	invoices = _get_names(dossier, INVOICE, "Sales Invoice")
	payments = _get_names(dossier, PAYMENT, "Payment Entry")
	sums = [
		(_("Invoiced"), _get_invoiced(invoices)),
		(_("Paid"), _get_paid(payments, invoices)),
	]
	return [(label, ", ".join(money(by[each], each) for each in sorted(by))) for label, by in sums if by]


def _get_names(dossier: Dossier, kind: str, doctype: str) -> list[str]:
	return [entry.name for entry in dossier.entries if entry.kind == kind and entry.doctype == doctype]


def _get_invoiced(names: list[str]) -> dict[str, float]:
	submitted = {"name": ("in", names or [""]), "docstatus": 1}
	rows = frappe.get_all("Sales Invoice", submitted, ["currency", "grand_total"], order_by="name asc")
	return _add((row.currency, row.grand_total) for row in rows)


def _get_paid(payments: list[str], invoices: list[str]) -> dict[str, float]:
	"""What the payments allocate to the invoices, in the currency of the account it is booked on."""
	if not payments or not invoices:
		return {}
	reference, payment = frappe.qb.DocType("Payment Entry Reference"), frappe.qb.DocType("Payment Entry")
	rows = (
		frappe.qb.from_(reference)
		.join(payment)
		.on(payment.name == reference.parent)
		.select(payment.paid_from_account_currency, reference.allocated_amount)
		.where((payment.docstatus == 1) & payment.name.isin(payments))
		.where((reference.reference_doctype == "Sales Invoice") & reference.reference_name.isin(invoices))
	).run()
	return _add(rows)


def _add(rows) -> dict[str, float]:
	total: dict[str, float] = {}
	for currency, amount in rows:
		total[currency] = flt(total.get(currency, 0) + flt(amount), 6)
	return total
