"""Why deals were lost: for the leader of each alone. Nobody else gets a row, a count or a bar of it."""

import frappe
from frappe import _

from salesflow_app.figures import asking, lost_analysis
from salesflow_app.figures.showing import amount, bars, column, count, hidden_currency, money, with_currency

REPORT = "Lost Analysis"
MOST_BARS = 12


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the analyses that the user leads, in the company's currency.

	Raises PermissionError without the right to read analyses, and for a company that the user may not see;
	ValidationError where somebody made it a prepared report, which Frappe shows to every leader.
	"""
	_validate_is_not_prepared()
	asked = asking.read(filters)
	rows = with_currency(lost_analysis.get_rows(asked), asked.currency)
	message = asking.get_message(len(rows), len(rows))
	return get_columns(asked), rows, message, get_chart(rows), get_summary(rows, asked.currency)


def _validate_is_not_prepared() -> None:
	if frappe.db.get_value("Report", REPORT, "prepared_report"):
		frappe.throw(
			_(
				"Report {0}: untick {1}. Frappe shows a prepared report to every leader, and only the deal's own may read this."
			).format(frappe.bold(_(REPORT)), frappe.bold(_("Prepared Report")))
		)


def get_chart(rows: list[frappe._dict]) -> dict | None:
	"""How often each reason is named."""
	reasons = list(lost_analysis.count(rows, "lost_reasons").items())[:MOST_BARS]
	return bars([name for name, _n in reasons], {_("Deals"): [number for _name, number in reasons]})


def get_summary(rows: list[frappe._dict], currency: str) -> list[dict]:
	"""How many were lost, what they were worth, and to whom most often."""
	rivals = lost_analysis.count(rows, "competitors")
	summary = [
		count(_("Lost Deals"), len(rows), "Red"),
		money(_("Lost"), sum(row.amount or 0 for row in rows), currency, "Red"),
	]
	if rivals:
		name = next(iter(rivals))
		summary.append(count(_("Lost to {0}").format(name), rivals[name], "Orange"))
	return summary


def get_columns(asked: frappe._dict) -> list[dict]:
	"""What each row says."""
	return [
		column("day", _("Lost On"), "Date", width=105),
		column("reference_name", _("Deal"), "Dynamic Link", "reference_doctype", 165),
		column("customer_name", _("Client"), width=180),
		column("lost_reasons", _("Lost Reasons"), width=200),
		column("competitors", _("Competitors"), width=160),
		column("detailed_reason", _("Detailed Reason"), width=280),
		column("analysis", _("Analysis"), width=280),
		amount("amount", _("Amount"), asked.currency),
		column("industry", _("Industry"), "Link", "Industry Type", 130),
		column("no_of_employees", _("Company Size"), width=110),
		column("sales_person", _("Sales Person"), width=150),
		column("name", _("Document"), "Link", "Salesflow Lost Analysis", 150),
		{**column("reference_doctype", _("Document Type")), "hidden": 1},
		hidden_currency(),
	]
