"""Every SOW: state, client, worth, signature, order, and what was billed and paid of it. Those of one's list."""

import frappe
from frappe import _

from salesflow_app.figures import asking, sow_register
from salesflow_app.figures.showing import amount, bars, column, count, hidden_currency, money, with_currency
from salesflow_app.salesflow_app.workflows import sow as states


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary; in the company's currency, at the rate of each SOW.

	Raises PermissionError without the right to read SOWs, and for a company that the user may not see.
	"""
	asked = asking.read(filters)
	groups, rows = sow_register.get_groups(asked), sow_register.get_rows(asked)
	message = asking.get_message(len(rows), sum(group.count for group in groups))
	rows = with_currency(rows, asked.currency)
	return get_columns(asked), rows, message, get_chart(groups, asked), get_summary(groups, asked.currency)


def get_chart(groups: list[frappe._dict], asked: frappe._dict) -> dict | None:
	"""Net total by state, in the order of the life cycle."""
	amounts = {group.workflow_state: group.amount or 0 for group in groups}
	names = [state.name for state in states.SOW.states if state.name in amounts]
	values = {_("Net ({0})").format(asked.currency): [amounts[name] for name in names]}
	return bars([_(name) for name in names], values, asked.currency)


def get_summary(groups: list[frappe._dict], currency: str) -> list[dict]:
	"""How many there are, what waits for the client, and what is in force."""

	def add_up(among: tuple[str, ...]) -> float:
		return sum(group.amount or 0 for group in groups if group.workflow_state in among)

	return [
		count(_("SOWs"), sum(group.count for group in groups)),
		money(_("With the Client"), add_up(states.CLIENT_OPEN), currency, "Orange"),
		money(_("Signed"), add_up(states.BINDING), currency, "Green"),
	]


def get_columns(asked: frappe._dict) -> list[dict]:
	"""What each row says."""
	return [
		column("name", _("SOW"), "Link", "SOW", 140),
		column("title", _("Title"), width=200),
		column("customer", _("Client"), "Link", "Customer", 170),
		column("workflow_state", _("State"), width=130),
		amount("amount", _("Net"), asked.currency),
		amount("billed", _("Billed, Gross"), asked.currency),
		amount("paid", _("Paid, Gross"), asked.currency),
		column("signed_on", _("Signed On"), "Datetime", width=150),
		column("signed_by", _("Signed By"), width=140),
		column("effective_date", _("Effective"), "Date", width=105),
		column("sent_on", _("Sent On"), "Datetime", width=150),
		column("requested_on", _("Requested On"), "Date", width=110),
		column("age", _("Days"), "Int", width=70),
		column("sow_type", _("Type"), width=110),
		column("changes_sow", _("Changes"), "Link", "SOW", 130),
		column("msa", _("MSA"), "Link", "Contract", 150),
		column("sales_order", _("Sales Order"), "Link", "Sales Order", 150),
		column("opportunity", _("Opportunity"), "Link", "Opportunity", 165),
		column("industry", _("Industry"), "Link", "Industry Type", 130),
		column("no_of_employees", _("Company Size"), width=110),
		column("account_manager", _("Account Manager"), width=150),
		hidden_currency(),
	]
