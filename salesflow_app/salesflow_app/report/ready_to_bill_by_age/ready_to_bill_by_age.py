"""Milestones that wait for their invoice: how much, and for how long. Everybody sees what their lists show them."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils import date_diff, flt, getdate, today

from salesflow_app.figures.showing import column
from salesflow_app.salesflow_app.workflows import payment_milestone as states

MILESTONE = "Payment Milestone"
FIELDS = (
	"name milestone_name milestone_no milestone_count customer customer_name company sow sales_order "
	"account_manager amount currency workflow_state hold_until reported_on reached_on"
).split()
CHOICES = ("company", "customer", "account_manager")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, the oldest first, then a total for each currency: net amounts.

	Raises PermissionError without the right to read Payment Milestones.
	"""
	filters = frappe._dict(filters or {})
	frappe.has_permission(MILESTONE, "read", throw=True)
	rows = [_get_row(row) for row in _get_milestones(filters)]
	rows.sort(key=lambda row: (-row["age"], row["customer_name"] or "", row["milestone"]))
	return get_columns(), [*rows, *_get_totals(rows)]


def _get_milestones(filters: frappe._dict) -> list[frappe._dict]:
	shown = (states.READY_TO_BILL, states.ON_HOLD) if filters.on_hold else (states.READY_TO_BILL,)
	chosen = {field: filters[field] for field in CHOICES if filters.get(field)}
	return frappe.get_list(
		MILESTONE, filters={"workflow_state": ("in", shown), **chosen}, fields=FIELDS, order_by="name asc"
	)


def _get_row(milestone: frappe._dict) -> dict:
	since = milestone.reported_on or milestone.reached_on
	return {
		"name": milestone.name,
		"milestone": milestone.name,
		"title": f"{milestone.milestone_no}/{milestone.milestone_count} {milestone.milestone_name}",
		"customer": milestone.customer,
		"customer_name": milestone.customer_name or milestone.customer,
		"company": milestone.company,
		"amount": milestone.amount,
		"currency": milestone.currency,
		"age": max(0, date_diff(today(), getdate(since))) if since else 0,
		"state": milestone.workflow_state,
		"hold_until": milestone.hold_until if milestone.workflow_state == states.ON_HOLD else None,
		"sow": milestone.sow,
		"sales_order": milestone.sales_order,
		"account_manager": milestone.account_manager,
	}


def _get_totals(rows: list[dict]) -> Iterator[dict]:
	"""Currencies are not added to each other."""
	precision = frappe.get_precision(MILESTONE, "amount")
	for currency in sorted({row["currency"] for row in rows}):
		amount = sum(flt(row["amount"]) for row in rows if row["currency"] == currency)
		yield {
			"title": _("Total {0}").format(currency),
			"amount": flt(amount, precision),
			"currency": currency,
			"is_total": 1,
			"bold": 1,
		}


def get_columns() -> list[dict]:
	"""What each row says."""
	return [
		column("title", _("Milestone"), "Data", None, 130),
		column("amount", _("Net"), "Currency", "currency", 145),
		column("age", _("Days"), "Int", None, 70),
		column("customer_name", _("Client"), "Data", None, 180),
		column("state", _("State"), "Data", None, 110),
		column("hold_until", _("Hold Until"), "Date", None, 110),
		column("milestone", _("Document"), "Link", MILESTONE, 150),
		column("sow", _("SOW"), "Link", "SOW", 155),
		column("sales_order", _("Sales Order"), "Link", "Sales Order", 205),
		column("account_manager", _("Account Manager"), "Link", "User", 180),
		column("company", _("Company"), "Link", "Company", 150),
		{**column("currency", _("Currency"), "Link", "Currency", 80), "hidden": 1},
	]
