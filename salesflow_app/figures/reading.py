"""Queries over what the reader may read, and nothing else: rows, totals and charts come from them alike."""

from datetime import date

import frappe
from frappe.query_builder import CustomFunction, DocType
from frappe.query_builder.functions import Coalesce
from pypika import Case
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, Term

from salesflow_app.documents.readable import is_readable

DateDiff = CustomFunction("DATEDIFF", ["later", "earlier"])
OPPORTUNITY = "Opportunity"


def from_readable(doctype: str) -> tuple[Table, QueryBuilder]:
	"""The table, and a query over the documents of it that the user's lists show. Raises PermissionError."""
	frappe.has_permission(doctype, "read", throw=True)
	table = DocType(doctype)
	return table, frappe.qb.from_(table).where(is_readable(doctype))


def join_deal(query: QueryBuilder, name: Term, asked: frappe._dict) -> tuple[Table, QueryBuilder]:
	"""Add the opportunity of that name, as far as it is read, and what is asked of its industry and size."""
	deal = DocType(OPPORTUNITY)
	query = query.left_join(deal).on((deal.name == name) & is_readable(OPPORTUNITY))
	return deal, query.where(fits_client(deal, asked))


def fits_client(deal: Table, asked: frappe._dict) -> Criterion:
	"""The industry and the company size that are asked for."""
	fields = ("industry", "no_of_employees")
	return Criterion.all([deal[field] == asked[field] for field in fields if asked.get(field)])


def is_between(field: Term, asked: frappe._dict) -> Criterion:
	"""From the first to the last day that is asked for; all days without."""
	wanted = [field >= asked.from_date] if asked.from_date else []
	if asked.to_date:
		wanted.append(field < _get_next_day(asked.to_date))
	return Criterion.all(wanted)


def get_amount(deal: Table) -> Term:
	"""What a deal is worth in its company's currency: the amount at its rate, else its items."""
	entered = deal.opportunity_amount * Coalesce(deal.conversion_rate, 1)
	return Case().when(deal.opportunity_amount > 0, entered).else_(Coalesce(deal.base_total, 0))


def _get_next_day(day: date) -> date:
	return frappe.utils.add_days(day, 1)
