"""What happened to the deals of a team in a week, as its leader may read them: new, moved, stuck, won, lost.

Why a deal was lost is not among it: the analysis, which its leader alone can open, says that.
"""

from dataclasses import dataclass, field
from datetime import date

import frappe
from frappe import _
from frappe.utils import add_days, flt, getdate

from salesflow_app.deal.advice import FINISHED
from salesflow_app.people.team_tree import get_nodes
from salesflow_app.rules.team_tree import get_leaders
from salesflow_app.rules.weekly import is_stuck

FIELDS = (
	"name customer_name title status opportunity_owner owner transaction_date creation currency "
	"opportunity_amount total company salesflow_next_date"
).split()
WON, LOST = "Order Won", "Salesflow Lost Analysis"


@dataclass
class Week:
	"""Rows of Opportunity; `moved` with the words of the newest report in `note`."""

	new: list = field(default_factory=list)
	moved: list = field(default_factory=list)
	stuck: list = field(default_factory=list)
	won: list = field(default_factory=list)
	lost: list = field(default_factory=list)
	is_open: list = field(default_factory=list)


def get_sellers(leader: str) -> list[str]:
	"""Whose deals are in this leader's digest: theirs whose nearest leader it is, and the leader's own."""
	led = (user for user, nearest in get_leaders(get_nodes()).items() if nearest == leader)
	return sorted({leader, *led})


def get_week(leader: str, sellers: list[str], since: date, until: date) -> Week:
	"""The days from `since` to `until`, both included. The same few statements however many deals."""
	deals = _get_deals(leader, sellers, since)
	reports = _get_reports(list(deals))
	week = Week(is_open=[deal for deal in deals.values() if deal.status not in FINISHED])
	week.new = [deal for deal in deals.values() if since <= _get_day(deal) <= until]
	week.won = _choose(deals, _get_won(list(deals), since, until))
	week.lost = _choose(deals, _get_lost(list(deals), since, until))
	for deal in week.is_open:
		last = reports.get(deal.name)
		if last and since <= last.day <= until:
			week.moved.append(frappe._dict(deal, note=last.note))
		elif is_stuck(max(_get_day(deal), last.day if last else date.min), until):
			week.stuck.append(deal)
	return week


def _get_deals(leader: str, sellers: list[str], since: date) -> dict[str, frappe._dict]:
	"""Open ones, and those that something happened to since; by name, in the order of the next date."""
	rows = {}
	for owned_by in ({"opportunity_owner": ("in", sellers)}, _get_unowned(sellers)):
		for happened in (
			{"status": ("not in", FINISHED)},
			{"modified": (">=", since), "status": ("in", FINISHED)},
		):
			for row in frappe.get_list(
				"Opportunity",
				filters={**owned_by, **happened},
				fields=FIELDS,
				order_by="transaction_date asc, name asc",
				limit=0,
				user=leader,
			):
				rows[row.name] = row
	return rows


def _get_unowned(sellers: list[str]) -> dict:
	return {"opportunity_owner": ("is", "not set"), "owner": ("in", sellers)}


def _get_day(deal: frappe._dict) -> date:
	return getdate(deal.creation)


def _get_reports(names: list[str]) -> dict[str, frappe._dict]:
	"""The newest row of each deal's progress log, or its newest submitted quotation where that is later."""
	found: dict[str, frappe._dict] = {}
	rows = frappe.get_all(
		"Salesflow Opportunity Progress",
		{"parenttype": "Opportunity", "parent": ("in", names or [""])},
		["parent", "progress_date", "note"],
		order_by="progress_date asc, idx asc",
	)
	for row in rows:
		found[row.parent] = frappe._dict(day=getdate(row.progress_date), note=row.note)
	for row in _get_quotations(names):
		day = getdate(row.transaction_date)
		if row.opportunity not in found or found[row.opportunity].day < day:
			found[row.opportunity] = frappe._dict(day=day, note=_("Quotation {0}").format(row.name))
	return found


def _get_quotations(names: list[str]) -> list[frappe._dict]:
	return frappe.get_all(
		"Quotation",
		{"opportunity": ("in", names or [""]), "docstatus": 1},
		["name", "opportunity", "transaction_date"],
		order_by="transaction_date asc, name asc",
	)


def _choose(deals: dict[str, frappe._dict], names: set[str]) -> list[frappe._dict]:
	return [deal for name, deal in deals.items() if name in names]


def _get_won(names: list[str], since: date, until: date) -> set[str]:
	"""Deals whose order was submitted in these days, by the mail that this made: once, whatever came after."""
	entry = frappe.qb.DocType("Salesflow Outbox Entry")
	item, quotation = frappe.qb.DocType("Sales Order Item"), frappe.qb.DocType("Quotation")
	order, sow = frappe.qb.DocType("Sales Order"), frappe.qb.DocType("SOW")
	in_week = (
		(entry.event == WON)
		& (entry.reference_doctype == "Sales Order")
		& (entry.creation >= str(since))
		& (entry.creation < str(add_days(until, 1)))
	)
	by_quotation = (
		frappe.qb.from_(entry)
		.join(item)
		.on(item.parent == entry.reference_name)
		.join(quotation)
		.on(quotation.name == item.prevdoc_docname)
		.select(quotation.opportunity)
		.where(in_week & quotation.opportunity.isin(names or [""]))
	).run(pluck=True)
	by_sow = (
		frappe.qb.from_(entry)
		.join(order)
		.on(order.name == entry.reference_name)
		.join(sow)
		.on(sow.name == order.salesflow_sow)
		.select(sow.opportunity)
		.where(in_week & sow.opportunity.isin(names or [""]))
	).run(pluck=True)
	return {*by_quotation, *by_sow}


def _get_lost(names: list[str], since: date, until: date) -> set[str]:
	"""That a deal is lost, its status tells everybody; from the analysis, only the day is taken."""
	rows = frappe.get_all(
		LOST,
		{
			"reference_doctype": "Opportunity",
			"reference_name": ("in", names or [""]),
			"lost_on": ("between", [since, until]),
		},
		pluck="reference_name",
		order_by="reference_name asc",
	)
	return set(rows)


def get_amount(deal: frappe._dict) -> float:
	"""In the deal's currency: what was estimated, else the sum of its items."""
	return flt(deal.opportunity_amount) or flt(deal.total)
