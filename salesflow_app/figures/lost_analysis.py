"""Why deals were lost: the analyses that the reader leads, and those of nobody else."""

from collections import Counter

import frappe
from frappe.query_builder import DocType
from frappe.query_builder.functions import Coalesce, Date
from frappe.utils import cstr, strip_html
from pypika import Case, Order
from pypika.queries import QueryBuilder

from salesflow_app.documents.readable import is_readable
from salesflow_app.figures.asking import MOST_ROWS
from salesflow_app.figures.people import put_names
from salesflow_app.figures.reading import (
	OPPORTUNITY,
	fits_client,
	from_readable,
	get_amount,
	is_between,
)

ANALYSIS, QUOTATION = "Salesflow Lost Analysis", "Quotation"
LOST = "Lost"


def get_rows(asked: frappe._dict) -> list[frappe._dict]:
	"""The newest first, at most `MOST_ROWS`; amounts in the company's currency."""
	rows = _get_query(asked).limit(MOST_ROWS).run(as_dict=True)
	for row in rows:
		row.lost_reasons = ", ".join(cstr(row.lost_reasons).split("\n")) if row.lost_reasons else None
		row.competitors = ", ".join(cstr(row.competitors).split("\n")) if row.competitors else None
		row.analysis = strip_html(cstr(row.analysis))
	return put_names(rows, "sales_person")


def count(rows: list[frappe._dict], field: str) -> dict[str, int]:
	"""How often each reason or competitor is named, the most frequent first."""
	named = Counter(name for row in rows for name in cstr(row.get(field)).split(", ") if name)
	return dict(sorted(named.items(), key=lambda item: (-item[1], item[0])))


def _get_query(asked: frappe._dict) -> QueryBuilder:
	analysis, query = from_readable(ANALYSIS)
	deal, quotation = DocType(OPPORTUNITY), DocType(QUOTATION)
	is_quoted = (analysis.reference_doctype == QUOTATION) & (quotation.name == analysis.reference_name)
	query = query.left_join(quotation).on(is_quoted & is_readable(QUOTATION))
	own = Case().when(analysis.reference_doctype == OPPORTUNITY, analysis.reference_name)
	query = query.left_join(deal).on(
		(deal.name == own.else_(quotation.opportunity)) & is_readable(OPPORTUNITY)
	)
	day = Coalesce(analysis.lost_on, Date(analysis.creation))
	is_lost = analysis.lost_on.isnotnull() | (deal.status == LOST) | (quotation.status == LOST)
	company = Coalesce(quotation.company, deal.company)
	query = query.where(is_lost & (company == asked.company)).where(is_between(day, asked))
	query = query.where(fits_client(deal, asked))
	if asked.sales_person:
		query = query.where(analysis.sales_person == asked.sales_person)
	return (
		query.select(analysis.name, analysis.reference_doctype, analysis.reference_name, day.as_("day"))
		.select(analysis.customer_name, analysis.sales_person, analysis.lost_reasons, analysis.competitors)
		.select(analysis.detailed_reason, analysis.analysis, deal.industry, deal.no_of_employees)
		.select(Coalesce(quotation.base_net_total, get_amount(deal)).as_("amount"))
		.orderby(day, order=Order.desc)
		.orderby(analysis.name, order=Order.desc)
	)
