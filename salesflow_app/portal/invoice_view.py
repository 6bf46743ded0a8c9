"""The client's invoices as a list, and the state of one. The invoice itself is in `invoice_page.py`."""

import frappe
from frappe import _
from frappe.utils import flt, getdate, today

from salesflow_app.clients import access
from salesflow_app.milestone import billing
from salesflow_app.text.formats import date, money

FIELDS = [
	"name",
	"posting_date",
	"due_date",
	"grand_total",
	"rounded_total",
	"base_grand_total",
	"base_rounded_total",
	"outstanding_amount",
	"party_account_currency",
	"currency",
	"is_return",
	"company",
	"status",
]


def get_invoices(start: int, limit: int) -> list[dict]:
	"""So many of the invoices that the reader may see, newest first, from `start` on."""
	rows = access.list_visible("Sales Invoice", FIELDS, start=start, limit=limit)
	precision = frappe.get_precision("Sales Invoice", "grand_total") or 2
	return [_as_invoice(frappe._dict(row), precision) for row in rows]


def _as_invoice(row: frappe._dict, precision: int) -> dict:
	outstanding = billing.get_outstanding(row)
	return {
		"name": row.name,
		"date": date(row.posting_date),
		"due": date(row.due_date),
		"amount": money(billing.get_total(row), row.currency, precision),
		"open": money(outstanding, row.currency, precision),
		"is_open": flt(outstanding, precision) > 0,
		"state": get_invoice_state(row, precision),
	}


def get_invoice_state(row: frappe._dict, precision: int) -> dict[str, str]:
	"""Paid, credited or open, from the ledger's outstanding amount."""
	outstanding = flt(billing.get_outstanding(row), precision)
	if row.is_return:
		return {"label": _("Credit note"), "tone": "plain"}
	if outstanding <= 0 and row.status == "Credit Note Issued":
		return {"label": _("Credit note issued"), "tone": "plain"}
	if outstanding <= 0:
		return {"label": _("Paid"), "tone": "good"}
	if row.due_date and getdate(row.due_date) < getdate(today()):
		return {"label": _("Overdue"), "tone": "bad"}
	if outstanding < flt(billing.get_total(row), precision):
		return {"label": _("Partly paid"), "tone": "waiting"}
	return {"label": _("Open"), "tone": "waiting"}
