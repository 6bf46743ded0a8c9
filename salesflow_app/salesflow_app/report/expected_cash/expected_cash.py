"""What clients will pay, by week: open invoices, milestones to come and months of retainers, as far as one reads them."""

import frappe
from frappe import _

from salesflow_app.figures import asking, expected_cash
from salesflow_app.figures.showing import amount, bars, column, count, hidden_currency, money, with_currency


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary; gross, in the company's currency at the rate of each document.

	What is overdue is expected this week. Raises PermissionError without the right to read milestones, and for a
	company that the user may not see.
	"""
	asked = asking.read(filters)
	frappe.has_permission("Payment Milestone", "read", throw=True)
	rows = expected_cash.get_rows(asked)
	listed = with_currency(rows[: asking.MOST_ROWS], asked.currency)
	message = asking.get_message(len(listed), len(rows))
	return get_columns(asked), listed, message, get_chart(rows, asked), get_summary(rows, asked.currency)


def get_chart(rows: list[frappe._dict], asked: frappe._dict) -> dict | None:
	"""One bar for each week, also where nothing is due."""
	if not rows:
		return None
	weeks = dict.fromkeys(expected_cash.get_weeks(asked), 0.0)
	for row in rows:
		weeks[row.week] += row.amount
	values = {_("Expected by Week ({0})").format(asked.currency): list(weeks.values())}
	return bars([_("W{0}").format(week.isocalendar()[1]) for week in weeks], values, asked.currency)


def get_summary(rows: list[frappe._dict], currency: str) -> list[dict]:
	"""All of it, this week's part, and what is overdue."""
	overdue = [row for row in rows if row.days_overdue]
	return [
		money(_("Expected"), sum(row.amount for row in rows), currency, "Green"),
		money(_("Overdue"), sum(row.amount for row in overdue), currency, "Red" if overdue else "Green"),
		count(_("Payments"), len(rows)),
	]


def get_columns(asked: frappe._dict) -> list[dict]:
	"""What each row says."""
	return [
		column("week", _("Week From"), "Date", width=105),
		column("due", _("Due"), "Date", width=105),
		column("days_overdue", _("Days Overdue"), "Int", width=115),
		amount("amount", _("Gross"), asked.currency),
		column("customer", _("Client"), "Link", "Customer", 200),
		column("source", _("From"), width=140),
		column("document", _("Document"), "Dynamic Link", "source", 220),
		hidden_currency(),
	]
