"""The client's invoices as a list, and the state of one. The invoice itself is in `invoice_page.py`."""

import frappe
from frappe import _
from frappe.utils import flt, getdate, today

from salesflow_app.clients import access
from salesflow_app.text.formats import date, money

FIELDS = [
	"name",
	"posting_date",
	"due_date",
	"grand_total",
	"outstanding_amount",
	"currency",
	"is_return",
	"company",
	"status",
]


def get_invoices() -> list[dict]:
	"""The invoices that the reader may see, newest first."""
	rows = sorted(access.list_visible("Sales Invoice", FIELDS), key=_get_order, reverse=True)
	precision = frappe.get_precision("Sales Invoice", "grand_total") or 2
	return [_as_invoice(frappe._dict(row), precision) for row in rows]


def _get_order(row: dict) -> tuple[str, str]:
	return str(row["posting_date"]), row["name"]


def _as_invoice(row: frappe._dict, precision: int) -> dict:
	return {
		"name": row.name,
		"date": date(row.posting_date),
		"due": date(row.due_date),
		"amount": money(row.grand_total, row.currency, precision),
		"open": money(row.outstanding_amount, row.currency, precision),
		"is_open": flt(row.outstanding_amount, precision) > 0,
		"state": get_invoice_state(row, precision),
	}


def get_invoice_state(row: frappe._dict, precision: int) -> dict[str, str]:
	"""Paid, credited or open, from the ledger's outstanding amount."""
	outstanding = flt(row.outstanding_amount, precision)
	if row.is_return:
		return {"label": _("Credit note"), "tone": "plain"}
	if outstanding <= 0 and row.status == "Credit Note Issued":
		return {"label": _("Credit note issued"), "tone": "plain"}
	if outstanding <= 0:
		return {"label": _("Paid"), "tone": "good"}
	if row.due_date and getdate(row.due_date) < getdate(today()):
		return {"label": _("Overdue"), "tone": "bad"}
	if outstanding < flt(row.grand_total, precision):
		return {"label": _("Partly paid"), "tone": "waiting"}
	return {"label": _("Open"), "tone": "waiting"}
