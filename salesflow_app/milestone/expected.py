"""What money is expected, by the week in which it is due: invoices, milestones to come, and months of retainers.

Amounts are gross, in the currency of each document; nothing is converted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import frappe
from frappe.utils import add_days, flt, getdate, today

from salesflow_app.milestone.notice_facts import get_expected_gross
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


def get_expected(company: str) -> Iterator[Expected]:
	"""Every amount that a client of the company still has to pay, or will have to."""
	yield from _get_invoices(company)
	yield from _get_milestones(company)
	yield from _get_months(company)


def _get_invoices(company: str) -> Iterator[Expected]:
	filters = {"company": company, "docstatus": 1, "outstanding_amount": (">", 0)}
	fields = ["name", "customer", "due_date", "outstanding_amount", "party_account_currency"]
	for row in frappe.get_all("Sales Invoice", filters, fields, order_by="due_date asc, name asc"):
		currency = row.party_account_currency
		yield Expected(
			getdate(row.due_date), flt(row.outstanding_amount), currency, INVOICE, row.name, row.customer
		)


def _get_milestones(company: str) -> Iterator[Expected]:
	"""Not billed yet. One without a date is expected as if it were reached today."""
	waiting = (*states.UNBILLED, states.DRAFT_INVOICED)
	filters = {"company": company, "workflow_state": ("in", waiting)}
	for name in frappe.get_all(MILESTONE, filters, pluck="name", order_by="planned_date asc, name asc"):
		doc = frappe.get_doc(MILESTONE, name)
		days = [doc.planned_date, doc.hold_until if doc.workflow_state == states.ON_HOLD else None, today()]
		billed = max(getdate(day) for day in days if day)
		due = getdate(add_days(billed, doc.payment_days or 0))
		yield Expected(due, flt(get_expected_gross(doc)), doc.currency, MILESTONE, name, doc.customer)


def _get_months(company: str) -> Iterator[Expected]:
	"""Months of retainers whose milestones are not made yet."""
	filters = {"company": company, "retainer_total": (">", 0), "workflow_state": ("in", retainer.RUNNING)}
	for name in frappe.get_all(MONTH, filters, pluck="name", order_by="name asc"):
		sow = frappe.get_doc(MONTH, name)
		factor = flt(sow.grand_total) / flt(sow.total) if flt(sow.total) else 1
		ends_on = sow.retainer_ends_on and getdate(sow.retainer_ends_on)
		for entry in plan.expand(sow):
			month = entry.month
			if not month or month.number <= sow.retainer_made or (ends_on and month.first > ends_on):
				continue
			due = getdate(add_days(max(month.first, getdate(today())), entry.row.days or 0))
			amount = flt(float(entry.amount) * factor, sow.precision("total"))
			yield Expected(due, amount, sow.currency, MONTH, name, sow.customer)
