"""Quotations that wait for the client: how old each is, what comes next, and which are stale. Those of one's list."""

import frappe
from frappe import _

from salesflow_app.figures import asking, quotes
from salesflow_app.figures.showing import amount, bars, column, count, hidden_currency, money, with_currency


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary; net amounts in the company's currency.

	A quotation is stale when neither it nor the last progress of its deal is younger than the days that are asked
	for. Raises PermissionError without the right to read quotations, and for a company that the user may not see.
	"""
	asked = asking.read(filters)
	groups, rows = quotes.get_groups(asked), quotes.get_rows(asked)
	message = asking.get_message(len(rows), sum(group.count for group in groups))
	rows = with_currency(rows, asked.currency)
	return get_columns(asked), rows, message, get_chart(groups, asked), get_summary(groups, asked.currency)


def get_chart(groups: list[frappe._dict], asked: frappe._dict) -> dict | None:
	"""Net amount by age in days."""
	if not groups:
		return None
	ages = quotes.get_ages(groups)
	values = {_("Net by Age in Days ({0})").format(asked.currency): list(ages.values())}
	return bars(list(ages), values, asked.currency)


def get_summary(groups: list[frappe._dict], currency: str) -> list[dict]:
	"""How many wait, what they are worth, and how many of them are stale."""
	stale = sum(group.count for group in groups if group.is_stale)
	return [
		count(_("Awaiting Decision"), sum(group.count for group in groups)),
		money(_("Net"), sum(group.amount or 0 for group in groups), currency),
		count(_("Stale"), stale, "Red" if stale else "Green"),
	]


def get_columns(asked: frappe._dict) -> list[dict]:
	"""What each row says."""
	return [
		column("name", _("Quotation"), "Link", "Quotation", 165),
		column("customer_name", _("Client"), width=180),
		amount("base_net_total", _("Net"), asked.currency),
		column("age", _("Days"), "Int", width=70),
		column("is_stale", _("Stale"), "Check", width=70),
		column("last_progress", _("Last Progress"), "Date", width=110),
		column("next_date", _("Next Task Due"), "Date", width=115),
		column("valid_till", _("Valid Till"), "Date", width=105),
		column("status", _("Status"), width=90),
		column("salesflow_in_negotiation", _("In Negotiation"), "Check", width=110),
		column("opportunity", _("Opportunity"), "Link", "Opportunity", 165),
		column("industry", _("Industry"), "Link", "Industry Type", 130),
		column("no_of_employees", _("Company Size"), width=110),
		column("salesflow_account_manager", _("Account Manager"), width=150),
		column("owner", _("Made By"), width=150),
		column("transaction_date", _("Date"), "Date", width=105),
		hidden_currency(),
	]
