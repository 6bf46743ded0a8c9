"""Quotations that were handed to a client and wait for the answer."""

from collections import Counter

import frappe
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count, Max, Min, Sum
from frappe.utils import add_days, cint
from pypika import Case, Order
from pypika.queries import QueryBuilder, Table

from salesflow_app.figures.asking import MOST_ROWS, get_age, get_day
from salesflow_app.figures.people import put_names
from salesflow_app.figures.reading import from_readable, is_between, join_deal

WAITING, EXPIRED = ("Open", "Replied"), "Expired"
STALE_AFTER = 14
BUCKETS = ((7, "0-7"), (14, "8-14"), (30, "15-30"), (60, "31-60"))
"""Most days of an age, and how the chart calls it."""
OLDEST = "61+"


def get_groups(asked: frappe._dict) -> list[frappe._dict]:
	"""Count and net amount by day and by whether it is stale; in the company's currency."""
	quotation, _deal, stale, query = _get_quotes(asked)
	return (
		query.select(quotation.transaction_date, stale.as_("is_stale"))
		.select(Count("*").as_("count"), Sum(quotation.base_net_total).as_("amount"))
		.groupby(quotation.transaction_date, stale)
	).run(as_dict=True)


def get_ages(groups: list[frappe._dict]) -> dict[str, float]:
	"""Net amount by age, from the youngest; every age stands there."""
	amounts: Counter = Counter()
	for group in groups:
		amounts[get_bucket(get_age(group.transaction_date))] += group.amount or 0
	return {name: amounts[name] for name in (*(name for _most, name in BUCKETS), OLDEST)}


def get_bucket(age: int) -> str:
	return next((name for most, name in BUCKETS if age <= most), OLDEST)


def get_rows(asked: frappe._dict) -> list[frappe._dict]:
	"""The oldest first, at most `MOST_ROWS`, with the last progress and the next date that the reader may see."""
	quotation, deal, stale, query = _get_quotes(asked)
	rows = (
		query.select(quotation.name, quotation.customer_name, quotation.status, quotation.owner)
		.select(quotation.transaction_date, quotation.valid_till, quotation.base_net_total)
		.select(deal.name.as_("opportunity"), deal.industry, deal.no_of_employees)
		.select(deal.salesflow_in_negotiation, deal.salesflow_account_manager, stale.as_("is_stale"))
		.orderby(quotation.transaction_date, order=Order.asc)
		.orderby(quotation.name, order=Order.asc)
		.limit(MOST_ROWS)
	).run(as_dict=True)
	names = [row.name for row in rows] + [row.opportunity for row in rows if row.opportunity]
	last, coming = _get_last_progress(names), _get_next_dates(names)
	for row in rows:
		row.age = get_age(row.transaction_date)
		row.last_progress = last.get(row.opportunity)
		row.next_date = min(filter(None, (coming.get(row.name), coming.get(row.opportunity))), default=None)
	return put_names(rows, "owner", "salesflow_account_manager")


def _get_quotes(asked: frappe._dict) -> tuple[Table, Table, Case, QueryBuilder]:
	quotation, query = from_readable("Quotation")
	statuses = (*WAITING, EXPIRED) if asked.with_expired else WAITING
	query = query.where((quotation.company == asked.company) & (quotation.docstatus == 1))
	query = query.where(quotation.status.isin(statuses)).where(is_between(quotation.transaction_date, asked))
	deal, query = join_deal(query, quotation.opportunity, asked)
	progress = _get_progress()
	query = query.left_join(progress).on(progress.parent == deal.name)
	limit = add_days(get_day(), -(cint(asked.stale_after) or STALE_AFTER))
	is_quiet = progress.last.isnull() | (progress.last < limit)
	stale = Case().when((quotation.transaction_date < limit) & is_quiet, 1).else_(0)
	if asked.only_stale:
		query = query.where(stale == 1)
	if asked.account_manager:
		query = query.where(deal.salesflow_account_manager == asked.account_manager)
	return quotation, deal, stale, query


def _get_progress() -> QueryBuilder:
	"""The day of the last progress of each opportunity; the reader's rights are asked where it is joined."""
	row = DocType("Salesflow Opportunity Progress")
	query = frappe.qb.from_(row).select(row.parent, Max(row.progress_date).as_("last"))
	return query.groupby(row.parent).as_("progress")


def _get_last_progress(names: list[str]) -> dict[str, str]:
	row = DocType("Salesflow Opportunity Progress")
	query = frappe.qb.from_(row).select(row.parent, Max(row.progress_date)).groupby(row.parent)
	return dict(query.where(row.parent.isin(names or [""])).run())


def _get_next_dates(names: list[str]) -> dict[str, str]:
	"""When an open task of a quotation or opportunity is due: of the tasks that the reader may see."""
	if not frappe.has_permission("ToDo", "read"):
		return {}
	task, query = from_readable("ToDo")
	query = query.where((task.status == "Open") & task.reference_name.isin(names or [""]))
	query = query.select(task.reference_name, Min(task.date)).groupby(task.reference_name)
	return dict(query.run())
