"""Every SOW with its state, its worth, and what was billed and paid of it. Reasons of clients are not asked here."""

import frappe
from frappe.query_builder.functions import Coalesce, Count, Sum
from pypika import Order
from pypika.queries import QueryBuilder, Table

from salesflow_app.documents.readable import is_readable
from salesflow_app.figures.asking import MOST_ROWS, get_age
from salesflow_app.figures.people import put_names
from salesflow_app.figures.reading import from_readable, is_between, join_deal

MILESTONE = "Payment Milestone"
EQUAL = ("workflow_state", "customer", "account_manager", "sow_type")


def get_groups(asked: frappe._dict) -> list[frappe._dict]:
	"""Count and net total by state and by what was signed; in the company's currency, at the rate of each SOW."""
	sow, _deal, query = _get_sows(asked)
	rate = Coalesce(sow.conversion_rate, 1)
	return (
		query.select(sow.workflow_state)
		.select(Count("*").as_("count"), Sum(sow.total * rate).as_("amount"))
		.groupby(sow.workflow_state)
		.orderby(sow.workflow_state)
	).run(as_dict=True)


def get_rows(asked: frappe._dict) -> list[frappe._dict]:
	"""The newest first, at most `MOST_ROWS`; totals are net, what was billed and paid is gross."""
	sow, deal, query = _get_sows(asked)
	rate = Coalesce(sow.conversion_rate, 1)
	rows = (
		query.select(sow.name, sow.title, sow.customer, sow.customer_name, sow.workflow_state, sow.sow_type)
		.select(sow.changes_sow, sow.msa, sow.effective_date, sow.creation, sow.sent_on, sow.signed_on)
		.select(sow.signed_by, sow.sales_order, sow.account_manager, (sow.total * rate).as_("amount"))
		.select(rate.as_("rate"), deal.name.as_("opportunity"), deal.industry, deal.no_of_employees)
		.orderby(sow.creation, order=Order.desc)
		.orderby(sow.name, order=Order.desc)
		.limit(MOST_ROWS)
	).run(as_dict=True)
	billed = _get_billed([row.name for row in rows])
	for row in rows:
		row.requested_on = row.pop("creation").date()
		row.billed, row.paid = (value * row.rate for value in billed.get(row.name, (0, 0)))
		row.age = get_age(row.requested_on)
	return put_names(rows, "account_manager")


def _get_sows(asked: frappe._dict) -> tuple[Table, Table, QueryBuilder]:
	sow, query = from_readable("SOW")
	query = query.where(sow.company == asked.company).where(is_between(sow.creation, asked))
	for field in EQUAL:
		if asked.get(field):
			query = query.where(sow[field] == asked[field])
	deal, query = join_deal(query, sow.opportunity, asked)
	return sow, deal, query


def _get_billed(sows: list[str]) -> dict[str, tuple[float, float]]:
	"""SOW -> what was billed and paid, gross, in its currency; of the milestones that the reader may read."""
	milestone = frappe.qb.DocType(MILESTONE)
	query = frappe.qb.from_(milestone).where(is_readable(MILESTONE) & milestone.sow.isin(sows or [""]))
	query = query.select(milestone.sow, Sum(milestone.billed_amount), Sum(milestone.paid_amount))
	return {name: (billed or 0, paid or 0) for name, billed, paid in query.groupby(milestone.sow).run()}
