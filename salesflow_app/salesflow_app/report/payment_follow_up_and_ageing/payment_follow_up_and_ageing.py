"""Open invoices of deals by account manager: how old they are, what comes next, what holds it back, and the cash expected by week."""

import frappe
from frappe import _
from frappe.utils import getdate, today

from salesflow_app.figures.showing import column
from salesflow_app.follow_up import ageing

BUCKETS = ("not_due", "days_30", "days_60", "days_90", "older")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], None, dict | None]:
	"""Columns, rows with totals by account manager and currency, and the chart of the weeks.

	Raises PermissionError without the right to read Payment Follow Ups. Of other companies and customers than those
	that User Permissions allow, nothing is shown.
	"""
	frappe.has_permission("Payment Follow Up", "read", throw=True)
	filters = frappe._dict(filters or {})
	rows = [row for row in ageing.get_rows(filters, getdate(today())) if _fits(row, filters)]
	return get_columns(), _with_totals(rows), None, get_chart(rows)


def _fits(row: frappe._dict, filters: frappe._dict) -> bool:
	if filters.account_manager and row.account_manager != filters.account_manager:
		return False
	return {
		"Due Today": row.is_due_today,
		"Overdue": row.days_overdue > 0,
		"Promised": bool(row.promise_date),
		"Promise Broken": row.is_broken,
		"Disputed": row.is_disputed,
		"Held Back": bool(row.held_by),
	}.get(filters.show or "", True)


def _with_totals(rows: list[frappe._dict]) -> list[frappe._dict]:
	"""Below the invoices of each account manager their totals, and at the end those of all; each currency apart."""
	shown: list[frappe._dict] = []
	for manager in sorted({row.account_manager or "" for row in rows}):
		own = [row for row in rows if (row.account_manager or "") == manager]
		shown += [*own, *_get_totals(own, _get_label(manager))]
	if len({row.account_manager or "" for row in rows}) > 1:
		shown += _get_totals(rows, _("Total"))
	return shown


def _get_label(manager: str) -> str:
	if not manager:
		return _("Without account manager")
	return _("Total of {0}").format(frappe.utils.get_fullname(manager))


def _get_totals(rows: list[frappe._dict], label: str) -> list[frappe._dict]:
	totals = []
	for currency in sorted({row.currency for row in rows}):
		own = [row for row in rows if row.currency == currency]
		sums = {name: sum(row.get(name) or 0 for row in own) for name in ("outstanding", *BUCKETS)}
		totals.append(frappe._dict(sums, customer_name=label, currency=currency, is_total=1))
	return totals


def get_chart(rows: list[frappe._dict]) -> dict | None:
	"""What is expected in which week: on the promised day, else the due date; what is late counts for this week."""
	weeks = sorted({row.week for row in rows if row.week})
	if not weeks:
		return None
	datasets = []
	for currency in sorted({row.currency for row in rows}):
		own = [row for row in rows if row.currency == currency]
		values = [sum(row.outstanding for row in own if row.week == week) for week in weeks]
		datasets.append({"name": _("Expected, {0}").format(currency), "values": values})
	labels = [frappe.format(week, {"fieldtype": "Date"}) for week in weeks]
	return {"data": {"labels": labels, "datasets": datasets}, "type": "bar"}


def get_columns() -> list[dict]:
	"""What each row says."""
	amounts = {
		"outstanding": _("Outstanding"),
		"not_due": _("Not Due"),
		"days_30": _("1-30 Days"),
		"days_60": _("31-60 Days"),
		"days_90": _("61-90 Days"),
		"older": _("Over 90 Days"),
	}
	return [
		column("account_manager", _("Account Manager"), "Link", "User", 190),
		column("customer_name", _("Customer"), "Data", None, 210),
		column("invoice", _("Sales Invoice"), "Link", "Sales Invoice", 220),
		column("due_date", _("Due Date"), "Date", None, 100),
		column("days_overdue", _("Days Overdue"), "Int", None, 120),
		column("currency", _("Currency"), "Link", "Currency", 90),
		*(column(name, label, "Currency", "currency", 110) for name, label in amounts.items()),
		column("last_step", _("Last Step (Days)"), "Data", None, 100),
		column("next_on", _("Next Step On"), "Date", None, 100),
		column("next_step", _("Next Step"), "Data", None, 100),
		column("held_by", _("Held Back By"), "Data", None, 140),
		column("promise_date", _("Promised For"), "Date", None, 100),
		column("week", _("Expected in Week Of"), "Date", None, 110),
		column("company", _("Company"), "Link", "Company", 140),
	]
