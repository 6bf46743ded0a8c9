"""Deals by stage, industry, company size, owner and age; won and lost by industry and size. The deals of one's list."""

import frappe
from frappe import _

from salesflow_app.figures import asking, pipeline
from salesflow_app.figures.showing import (
	amount,
	bars,
	column,
	count,
	hidden_currency,
	money,
	percent,
	with_currency,
)

MOST_BARS = 10


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary; amounts in the company's currency, at the rate of each deal.

	Raises PermissionError without the right to read opportunities, and for a company that the user may not see.
	"""
	asked = asking.read(filters)
	groups, rows = pipeline.get_groups(asked), pipeline.get_rows(asked)
	statuses = pipeline.get_statuses(asked)
	found = sum(group.count for group in groups if not statuses or group.status in statuses)
	message = asking.get_message(len(rows), found)
	rows = with_currency(rows, asked.currency)
	return get_columns(asked), rows, message, get_chart(groups), get_summary(groups, asked.currency)


def get_chart(groups: list[frappe._dict]) -> dict | None:
	"""Won and lost deals by industry and company size, those with the most deals."""
	ended: dict[str, list[int]] = {}
	for group in groups:
		if group.status in (pipeline.WON, pipeline.LOST):
			label = f"{group.industry or _('No industry')} {group.no_of_employees or ''}".strip()
			ended.setdefault(label, [0, 0])[group.status == pipeline.LOST] += group.count
	labels = sorted(sorted(ended, key=lambda label: (-sum(ended[label]), label))[:MOST_BARS])
	datasets = {_("Won"): [ended[name][0] for name in labels], _("Lost"): [ended[name][1] for name in labels]}
	return bars(labels, datasets, colors=["#28a745", "#dc3545"])


def get_summary(groups: list[frappe._dict], currency: str) -> list[dict]:
	"""Open, won and lost: counts, amounts and the share that was won."""
	counts = {name: 0 for name in ("open", "won", "lost")}
	amounts = dict.fromkeys(counts, 0.0)
	kinds = {pipeline.WON: "won", pipeline.LOST: "lost", **dict.fromkeys(pipeline.OPEN, "open")}
	for group in groups:
		if kind := kinds.get(group.status):
			counts[kind] += group.count
			amounts[kind] += group.amount or 0
	ended = counts["won"] + counts["lost"]
	return [
		count(_("Open Deals"), counts["open"]),
		money(_("Open"), amounts["open"], currency),
		count(_("Won"), counts["won"], "Green"),
		money(_("Won"), amounts["won"], currency, "Green"),
		count(_("Lost"), counts["lost"], "Red"),
		percent(_("Won of All That Ended"), 100 * counts["won"] / ended if ended else 0),
	]


def get_columns(asked: frappe._dict) -> list[dict]:
	"""What each row says."""
	return [
		column("name", _("Opportunity"), "Link", "Opportunity", 165),
		column("customer_name", _("Client"), width=180),
		column("industry", _("Industry"), "Link", "Industry Type", 130),
		column("no_of_employees", _("Company Size"), width=110),
		column("status", _("Status"), width=100),
		column("sales_stage", _("Sales Stage"), "Link", "Sales Stage", 140),
		amount("amount", _("Amount"), asked.currency),
		column("age", _("Days Open"), "Int", width=90),
		column("owner", _("Sales Person"), width=150),
		column("salesflow_account_manager", _("Account Manager"), width=150),
		column("salesflow_in_negotiation", _("In Negotiation"), "Check", width=110),
		column("transaction_date", _("Opened On"), "Date", width=105),
		column("expected_closing", _("Expected Closing"), "Date", width=125),
		hidden_currency(),
	]
