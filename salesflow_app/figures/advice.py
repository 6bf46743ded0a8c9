"""Which deals were advised on, by whom, what colleagues said when they were asked, and how the deals ended."""

import frappe
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count, Sum
from pypika import Case, Order
from pypika.queries import QueryBuilder, Table

from salesflow_app.figures.asking import MOST_ROWS
from salesflow_app.figures.people import put_names
from salesflow_app.figures.pipeline import SHOWN, get_owner
from salesflow_app.figures.reading import (
	OPPORTUNITY,
	DateDiff,
	fits_client,
	from_readable,
	get_amount,
	is_between,
)

MENTION = '%class="mention"%'
"""How Frappe writes the name of a colleague who is called into a comment."""


def get_groups(asked: frappe._dict) -> list[frappe._dict]:
	"""Count and amount by status and by whether there is advice, of all deals; in the company's currency."""
	deal, query = _get_deals(asked)
	advised = _is_advised(deal)
	return (
		query.select(deal.status, advised.as_("is_advised"))
		.select(Count("*").as_("count"), Sum(get_amount(deal)).as_("amount"))
		.groupby(deal.status, advised)
	).run(as_dict=True)


def get_rows(asked: frappe._dict) -> list[frappe._dict]:
	"""Deals with advice or with colleagues called in, the newest first, at most `MOST_ROWS`."""
	deal, said, query = _get_advised(asked)
	rows = (
		query.select(deal.name, deal.customer_name, deal.status, deal.industry, deal.no_of_employees)
		.select(deal.salesflow_advice, deal.salesflow_advice_by, deal.salesflow_advice_on, said.comments)
		.select(get_owner(deal).as_("owner"), get_amount(deal).as_("amount"), deal.transaction_date)
		.select(DateDiff(deal.salesflow_advice_on, deal.transaction_date).as_("days"))
		.orderby(deal.transaction_date, order=Order.desc)
		.orderby(deal.name, order=Order.desc)
		.limit(MOST_ROWS)
	).run(as_dict=True)
	return put_names(rows, "owner", "salesflow_advice_by")


def count_rows(asked: frappe._dict) -> int:
	"""How many deals `get_rows` would list without a limit."""
	return _get_advised(asked)[2].select(Count("*")).run()[0][0]


def _get_advised(asked: frappe._dict) -> tuple[Table, QueryBuilder, QueryBuilder]:
	deal, query = _get_deals(asked)
	said = _count_comments()
	query = query.left_join(said).on(said.reference_name == deal.name)
	query = query.where((_is_advised(deal) == 1) | said.comments.isnotnull())
	if asked.adviser:
		query = query.where(deal.salesflow_advice_by == asked.adviser)
	return deal, said, query


def _get_deals(asked: frappe._dict) -> tuple[Table, QueryBuilder]:
	deal, query = from_readable(OPPORTUNITY)
	query = query.where(deal.company == asked.company).where(fits_client(deal, asked))
	query = query.where(is_between(deal.transaction_date, asked))
	if statuses := SHOWN.get(asked.show or ""):
		query = query.where(deal.status.isin(statuses))
	return deal, query


def _is_advised(deal: Table) -> Case:
	return Case().when(deal.salesflow_advice.isnotnull() & (deal.salesflow_advice != ""), 1).else_(0)


def _count_comments() -> QueryBuilder:
	"""Comments on opportunities that call a colleague in: whoever reads the deal reads them on its timeline."""
	comment = DocType("Comment")
	query = frappe.qb.from_(comment).select(comment.reference_name, Count("*").as_("comments"))
	query = query.where((comment.reference_doctype == OPPORTUNITY) & (comment.comment_type == "Comment"))
	query = query.where(comment.content.like(MENTION))
	return query.groupby(comment.reference_name).as_("said")
