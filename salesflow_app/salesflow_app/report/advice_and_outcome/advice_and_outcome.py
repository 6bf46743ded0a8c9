"""Deals that were advised on: by whom, how soon, what colleagues were asked, and how each ended. Those of one's list."""

import frappe
from frappe import _

from salesflow_app.figures import advice, asking, pipeline
from salesflow_app.figures.showing import amount, bars, column, count, hidden_currency, percent, with_currency


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary; amounts in the company's currency, at the rate of each deal.

	A deal is listed where the leader's advice is written or a comment calls a colleague in. Chart and summary set
	deals with advice beside those without. Raises PermissionError without the right to read opportunities, and for a
	company that the user may not see.
	"""
	asked = asking.read(filters)
	groups, rows = advice.get_groups(asked), advice.get_rows(asked)
	message = asking.get_message(len(rows), advice.count_rows(asked))
	rows = with_currency(rows, asked.currency)
	return get_columns(asked), rows, message, get_chart(groups), get_summary(groups, rows)


def get_chart(groups: list[frappe._dict]) -> dict | None:
	"""How deals ended, with advice and without."""
	labels = {_("Won"): (pipeline.WON,), _("Lost"): (pipeline.LOST,), _("Open"): pipeline.OPEN}
	if not groups:
		return None
	datasets = {
		name: [_add_up(groups, statuses, is_advised) for statuses in labels.values()]
		for name, is_advised in ((_("With Advice"), 1), (_("Without Advice"), 0))
	}
	return bars(list(labels), datasets)


def get_summary(groups: list[frappe._dict], rows: list[frappe._dict]) -> list[dict]:
	"""How many deals were advised on, what share of those that ended was won, and how often colleagues were asked."""
	return [
		count(_("Deals with Advice"), sum(group.count for group in groups if group.is_advised)),
		percent(_("Won with Advice"), _get_share(groups, 1), "Green"),
		percent(_("Won without Advice"), _get_share(groups, 0)),
		count(_("Colleagues Asked"), sum(row.comments or 0 for row in rows)),
	]


def _get_share(groups: list[frappe._dict], is_advised: int) -> float:
	won, lost = (_add_up(groups, (status,), is_advised) for status in (pipeline.WON, pipeline.LOST))
	return 100 * won / (won + lost) if won + lost else 0


def _add_up(groups: list[frappe._dict], statuses: tuple[str, ...], is_advised: int) -> int:
	return sum(g.count for g in groups if g.status in statuses and g.is_advised == is_advised)


def get_columns(asked: frappe._dict) -> list[dict]:
	"""What each row says."""
	return [
		column("name", _("Opportunity"), "Link", "Opportunity", 165),
		column("customer_name", _("Client"), width=180),
		column("salesflow_advice", _("Advice"), width=320),
		column("salesflow_advice_by", _("Advice By"), width=150),
		column("salesflow_advice_on", _("Advice On"), "Datetime", width=150),
		column("days", _("Days to Advice"), "Int", width=120),
		column("comments", _("Comments That Ask Colleagues"), "Int", width=130),
		column("status", _("Outcome"), width=100),
		amount("amount", _("Amount"), asked.currency),
		column("industry", _("Industry"), "Link", "Industry Type", 130),
		column("no_of_employees", _("Company Size"), width=110),
		column("owner", _("Sales Person"), width=150),
		column("transaction_date", _("Opened On"), "Date", width=105),
		hidden_currency(),
	]
