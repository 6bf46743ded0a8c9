"""What money is expected, by the week in which it is due: invoices, milestones to come, and months of retainers.

Amounts are gross, in the currency of each document; nothing is converted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import frappe
from frappe.utils import add_days, flt, getdate, today
from pypika.queries import QueryBuilder

from salesflow_app.documents.readable import is_readable
from salesflow_app.milestone.notice_facts import share_gross
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.sow import plan, retainer

INVOICE, MILESTONE, MONTH = "Sales Invoice", "Payment Milestone", "SOW"
"""Where an amount comes from; a month whose milestone is not made yet comes from its SOW."""


@dataclass(frozen=True)
class Expected:
	"""One amount and the day on which it is due."""

	due: date
	amount: float
	currency: str
	doctype: str
	name: str
	customer: str
	rate: float = 1
	"""To the currency of the company."""


def get_by_week(company: str, weeks: int = 13) -> dict[date, dict[str, float]]:
	"""Monday of a week -> currency -> amount, for this week and those after it; what is overdue counts now."""
	monday = getdate(today()) - timedelta(days=getdate(today()).weekday())
	last = monday + timedelta(days=7 * weeks)
	found = {monday + timedelta(days=7 * number): {} for number in range(weeks)}
	for row in get_expected(company):
		day = max(row.due, monday)
		if day < last:
			week = found[day - timedelta(days=day.weekday())]
			week[row.currency] = flt(week.get(row.currency, 0) + row.amount, 9)
	return found


def get_expected(company: str, until: date | None = None) -> Iterator[Expected]:
	"""Every amount that a client of the company still has to pay, or will have to, of what the user may read.

	With `until`, what is planned for later may be left out.
	"""
	yield from _get_invoices(company)
	yield from _get_milestones(company, until)
	yield from _get_months(company)


def _get_invoices(company: str) -> Iterator[Expected]:
	invoice = frappe.qb.DocType(INVOICE)
	query = frappe.qb.from_(invoice).where(is_readable(INVOICE) & (invoice.company == company))
	query = query.where((invoice.docstatus == 1) & (invoice.outstanding_amount > 0))
	query = query.select(invoice.name, invoice.customer, invoice.due_date, invoice.outstanding_amount)
	query = query.select(invoice.party_account_currency, invoice.currency, invoice.conversion_rate)
	home = frappe.get_cached_value("Company", company, "default_currency")
	for row in query.orderby(invoice.due_date).orderby(invoice.name).run(as_dict=True):
		currency = row.party_account_currency or row.currency
		rate = 1 if currency == home else flt(row.conversion_rate) or 1
		amount = flt(row.outstanding_amount)
		yield Expected(getdate(row.due_date), amount, currency, INVOICE, row.name, row.customer, rate)


def _get_milestones(company: str, until: date | None) -> Iterator[Expected]:
	"""Not billed yet. One without a date is expected as if it were reached today."""
	precision, day = frappe.get_precision(MILESTONE, "amount"), getdate(today())
	for row in _get_unbilled(company, until).run(as_dict=True):
		held = row.hold_until if row.workflow_state == states.ON_HOLD else None
		billed = max(filter(None, (row.planned_date, held, day)))
		due = billed + timedelta(days=row.payment_days or 0)
		gross = flt(share_gross(row.amount, row), precision)
		yield Expected(due, gross, row.currency, MILESTONE, row.name, row.customer, row.rate or 1)


def _get_unbilled(company: str, until: date | None) -> QueryBuilder:
	"""Milestones without a submitted invoice, with the totals of their orders and the rate of their SOW."""
	milestone, order, sow = (frappe.qb.DocType(name) for name in (MILESTONE, "Sales Order", "SOW"))
	query = frappe.qb.from_(milestone).left_join(order).on(order.name == milestone.sales_order)
	query = query.left_join(sow).on(sow.name == milestone.sow)
	query = query.where(is_readable(MILESTONE) & (milestone.company == company))
	query = query.where(milestone.workflow_state.isin((*states.UNBILLED, states.DRAFT_INVOICED)))
	if until:
		query = query.where(milestone.planned_date.isnull() | (milestone.planned_date <= until))
	fields = "name customer amount currency workflow_state planned_date hold_until payment_days".split()
	query = query.select(*(milestone[field] for field in fields))
	query = query.select(order.total, order.discount_amount, order.grand_total)
	return query.select(sow.conversion_rate.as_("rate"))


def _get_months(company: str) -> Iterator[Expected]:
	"""Months of retainers whose milestones are not made yet."""
	filters = {"company": company, "retainer_total": (">", 0), "workflow_state": ("in", retainer.RUNNING)}
	if not frappe.has_permission(MONTH, "read"):
		return
	for name in frappe.get_list(MONTH, filters, pluck="name", order_by="name asc", limit_page_length=0):
		sow = frappe.get_doc(MONTH, name)
		factor = flt(sow.grand_total) / flt(sow.total) if flt(sow.total) else 1
		ends_on = sow.retainer_ends_on and getdate(sow.retainer_ends_on)
		for entry in plan.expand(sow):
			month = entry.month
			if not month or month.number <= sow.retainer_made or (ends_on and month.first > ends_on):
				continue
			due = getdate(add_days(max(month.first, getdate(today())), entry.row.days or 0))
			amount = flt(float(entry.amount) * factor, sow.precision("total"))
			yield Expected(
				due, amount, sow.currency, MONTH, name, sow.customer, flt(sow.conversion_rate) or 1
			)
