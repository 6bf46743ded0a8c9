"""Milestones: what was planned, billed and paid, and how many days billing slipped behind the plan."""

import frappe
from frappe.query_builder.functions import Coalesce, Count, Sum
from frappe.utils import getdate
from pypika import Order
from pypika.queries import QueryBuilder, Table

from salesflow_app.documents.readable import is_readable
from salesflow_app.figures.asking import MOST_ROWS, get_day
from salesflow_app.figures.people import put_names
from salesflow_app.figures.reading import from_readable, is_between, join_deal
from salesflow_app.salesflow_app.workflows import payment_milestone as states

INVOICE = "Sales Invoice"
SETTLED = (states.WAIVED, states.CREDITED)
"""Nobody bills them any more: they do not slip."""
EQUAL = ("workflow_state", "customer", "account_manager", "sow")


def get_groups(asked: frappe._dict) -> list[frappe._dict]:
	"""Planned (net), billed and paid (gross) by planned day and state; in the company's currency."""
	milestone, _sow, _deal, rate, query = _get_milestones(asked)
	return (
		query.select(milestone.planned_date, milestone.workflow_state, Count("*").as_("count"))
		.select(Sum(milestone.amount * rate).as_("planned"))
		.select(Sum(milestone.billed_amount * rate).as_("billed"))
		.select(Sum(milestone.paid_amount * rate).as_("paid"))
		.groupby(milestone.planned_date, milestone.workflow_state)
		.orderby(milestone.planned_date)
	).run(as_dict=True)


def get_months(groups: list[frappe._dict]) -> dict[str, dict[str, float]]:
	"""Month of the plan, as 2026-11 -> planned, billed and paid; what has no planned day is left out."""
	months: dict[str, dict[str, float]] = {}
	for group in groups:
		if not group.planned_date or group.workflow_state in SETTLED:
			continue
		month = months.setdefault(str(group.planned_date)[:7], {"planned": 0, "billed": 0, "paid": 0})
		for name in month:
			month[name] += group[name] or 0
	return dict(sorted(months.items()))


def get_rows(asked: frappe._dict) -> list[frappe._dict]:
	"""By planned day, at most `MOST_ROWS`; slip in days, below zero where it was billed before."""
	milestone, _sow, deal, rate, query = _get_milestones(asked)
	rows = (
		query.select(milestone.name, milestone.milestone_name, milestone.milestone_no)
		.select(milestone.milestone_count, milestone.customer_name, milestone.workflow_state)
		.select(milestone.planned_date, milestone.reached_on, milestone.sow, milestone.sales_invoice)
		.select(milestone.account_manager, deal.industry, deal.no_of_employees)
		.select((milestone.amount * rate).as_("planned"), (milestone.billed_amount * rate).as_("billed"))
		.select((milestone.paid_amount * rate).as_("paid"))
		.orderby(milestone.planned_date, order=Order.asc)
		.orderby(milestone.name, order=Order.asc)
		.limit(MOST_ROWS)
	).run(as_dict=True)
	billed_on = _get_invoice_dates([row.sales_invoice for row in rows if row.sales_invoice])
	for row in rows:
		row.billed_on = billed_on.get(row.sales_invoice)
		row.slip = get_slip(row)
	return put_names(rows, "account_manager")


def get_slip(row: frappe._dict) -> int | None:
	"""Days from the planned day to the invoice; to today where it is late and has none."""
	if not row.planned_date or row.workflow_state in SETTLED:
		return None
	planned = getdate(row.planned_date)
	if row.billed_on:
		return (getdate(row.billed_on) - planned).days
	return (get_day() - planned).days if planned < get_day() else None


def _get_milestones(asked: frappe._dict) -> tuple[Table, Table, Table, Coalesce, QueryBuilder]:
	milestone, query = from_readable("Payment Milestone")
	query = query.where(milestone.company == asked.company).where(is_between(milestone.planned_date, asked))
	for field in EQUAL:
		if asked.get(field):
			query = query.where(milestone[field] == asked[field])
	sow = frappe.qb.DocType("SOW")
	query = query.left_join(sow).on(sow.name == milestone.sow)
	deal, query = join_deal(query, sow.opportunity, asked)
	return milestone, sow, deal, Coalesce(sow.conversion_rate, 1), query


def _get_invoice_dates(invoices: list[str]) -> dict[str, str]:
	"""When each submitted invoice was posted; of those that the reader may read."""
	invoice = frappe.qb.DocType(INVOICE)
	query = frappe.qb.from_(invoice).select(invoice.name, invoice.posting_date)
	query = query.where(is_readable(INVOICE) & (invoice.docstatus == 1) & invoice.name.isin(invoices or [""]))
	return dict(query.run())
