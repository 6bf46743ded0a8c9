"""Payment Milestones: planned, billed, paid, and by how many days billing slipped. Those of one's list."""

import frappe
from frappe import _

from salesflow_app.figures import asking, milestone_billing
from salesflow_app.figures.showing import amount, bars, column, count, hidden_currency, money, with_currency


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary; in the company's currency, at the rate of each SOW.

	What is planned is net, what is billed and paid is gross, as on the milestone. Raises PermissionError without the
	right to read milestones, and for a company that the user may not see.
	"""
	asked = asking.read(filters)
	groups, rows = milestone_billing.get_groups(asked), milestone_billing.get_rows(asked)
	message = asking.get_message(len(rows), sum(group.count for group in groups))
	rows = with_currency(rows, asked.currency)
	summary = get_summary(groups, rows, asked.currency)
	return get_columns(asked), rows, message, get_chart(groups, asked), summary


def get_chart(groups: list[frappe._dict], asked: frappe._dict) -> dict | None:
	"""By the month of the plan."""
	months = milestone_billing.get_months(groups)
	names = {"planned": _("Planned"), "billed": _("Billed"), "paid": _("Paid")}
	values = {label: [month[name] for month in months.values()] for name, label in names.items()}
	labels = [f"{month[5:]}/{month[2:4]}" for month in months]
	return bars(labels, values, asked.currency)


def get_summary(groups: list[frappe._dict], rows: list[frappe._dict], currency: str) -> list[dict]:
	"""Sums of all that is found; how many of the rows are late."""
	live = [group for group in groups if group.workflow_state not in milestone_billing.SETTLED]
	late = sum(1 for row in rows if (row.slip or 0) > 0)
	return [
		money(_("Planned, Net"), sum(group.planned or 0 for group in live), currency),
		money(_("Billed, Gross"), sum(group.billed or 0 for group in live), currency, "Orange"),
		money(_("Paid, Gross"), sum(group.paid or 0 for group in live), currency, "Green"),
		count(_("Late"), late, "Red" if late else "Green"),
	]


def get_columns(asked: frappe._dict) -> list[dict]:
	"""What each row says."""
	return [
		column("name", _("Milestone"), "Link", "Payment Milestone", 130),
		column("milestone_name", _("Name"), width=180),
		column("customer_name", _("Client"), width=170),
		column("workflow_state", _("State"), width=120),
		column("planned_date", _("Planned On"), "Date", width=105),
		column("reached_on", _("Reached On"), "Date", width=105),
		column("billed_on", _("Billed On"), "Date", width=105),
		column("slip", _("Slip (Days)"), "Int", width=95),
		amount("planned", _("Planned, Net"), asked.currency),
		amount("billed", _("Billed, Gross"), asked.currency),
		amount("paid", _("Paid, Gross"), asked.currency),
		column("sow", _("SOW"), "Link", "SOW", 155),
		column("sales_invoice", _("Sales Invoice"), "Link", "Sales Invoice", 220),
		column("industry", _("Industry"), "Link", "Industry Type", 130),
		column("no_of_employees", _("Company Size"), width=110),
		column("account_manager", _("Account Manager"), width=150),
		hidden_currency(),
	]
