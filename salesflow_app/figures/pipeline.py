"""Deals by stage, industry and size: what is open, what was won and lost. Why one was lost is not asked here."""

import frappe
from frappe.query_builder.functions import Coalesce, Count, NullIf, Sum
from pypika import Order
from pypika.queries import QueryBuilder, Table

from salesflow_app.figures.asking import MOST_ROWS, get_age, get_day
from salesflow_app.figures.people import put_names
from salesflow_app.figures.reading import OPPORTUNITY, fits_client, from_readable, get_amount, is_between

OPEN = ("Open", "Replied", "Quotation")
WON, LOST, CLOSED = "Converted", "Lost", "Closed"
SHOWN = {"Open Deals": OPEN, "Won": (WON,), "Lost": (LOST,), "Closed": (CLOSED,)}
"""What the filter “Show” calls which statuses; all without it."""


def get_groups(asked: frappe._dict) -> list[frappe._dict]:
	"""Count and amount by status, industry and company size, of all stages; in the company's currency."""
	deal, query = _get_deals(asked)
	return (
		query.select(deal.status, deal.industry, deal.no_of_employees)
		.select(Count("*").as_("count"), Sum(get_amount(deal)).as_("amount"))
		.groupby(deal.status, deal.industry, deal.no_of_employees)
	).run(as_dict=True)


def get_statuses(asked: frappe._dict) -> tuple[str, ...] | None:
	"""The statuses that are listed; None for all."""
	return SHOWN.get(asked.show or "")


def get_rows(asked: frappe._dict) -> list[frappe._dict]:
	"""The oldest deals first, at most `MOST_ROWS`. Open deals have an age in days."""
	deal, query = _get_deals(asked)
	statuses = get_statuses(asked)
	query = query.where(deal.status.isin(statuses)) if statuses else query
	rows = (
		query.select(deal.name, deal.customer_name, deal.industry, deal.no_of_employees, deal.status)
		.select(deal.sales_stage, deal.salesflow_in_negotiation, deal.salesflow_account_manager)
		.select(get_owner(deal).as_("owner"), get_amount(deal).as_("amount"))
		.select(deal.transaction_date, deal.expected_closing)
		.orderby(deal.transaction_date, order=Order.asc)
		.orderby(deal.name, order=Order.asc)
		.limit(MOST_ROWS)
	).run(as_dict=True)
	for row in rows:
		row.age = get_age(row.transaction_date) if row.status in OPEN else None
	return put_names(rows, "owner", "salesflow_account_manager")


def _get_deals(asked: frappe._dict) -> tuple[Table, QueryBuilder]:
	deal, query = from_readable(OPPORTUNITY)
	query = query.where(deal.company == asked.company).where(fits_client(deal, asked))
	query = query.where(is_between(deal.transaction_date, asked))
	if asked.owner:
		query = query.where(get_owner(deal) == asked.owner)
	if asked.account_manager:
		query = query.where(deal.salesflow_account_manager == asked.account_manager)
	if asked.min_age:
		oldest = frappe.utils.add_days(get_day(), -frappe.utils.cint(asked.min_age))
		query = query.where(deal.transaction_date <= oldest)
	return deal, query


def get_owner(deal: Table) -> Coalesce:
	"""Whoever sells: the opportunity's owner, else who entered it."""
	return Coalesce(NullIf(deal.opportunity_owner, ""), deal.owner)
