"""The money that clients will pay, week by week, in the currency of the company; of documents that the reader may read."""

from datetime import date, timedelta

import frappe
from frappe.utils import cint, flt

from salesflow_app.figures.asking import get_day
from salesflow_app.milestone import expected

WEEKS = 13


def get_rows(asked: frappe._dict) -> list[frappe._dict]:
	"""One row for each invoice, milestone or month, by the day it is due; what is overdue is expected this week."""
	weeks, day = get_weeks(asked), get_day()
	last = weeks[-1] + timedelta(days=7)
	rows = [
		_get_row(item, weeks[0], day)
		for item in expected.get_expected(asked.company, until=last)
		if item.due < last and asked.customer in (None, "", item.customer)
	]
	return sorted(rows, key=lambda row: (row.due, row.document))


def get_weeks(asked: frappe._dict) -> list[date]:
	"""The Mondays that are asked for, from this week on."""
	day = get_day()
	monday = day - timedelta(days=day.weekday())
	return [monday + timedelta(days=7 * number) for number in range(cint(asked.weeks) or WEEKS)]


def _get_row(item: expected.Expected, monday: date, day: date) -> frappe._dict:
	expected_on = max(item.due, monday)
	return frappe._dict(
		week=expected_on - timedelta(days=expected_on.weekday()),
		due=item.due,
		days_overdue=(day - item.due).days if item.due < day else None,
		source=item.doctype,
		document=item.name,
		customer=item.customer,
		amount=item.amount if item.rate == 1 else flt(item.amount * item.rate, 2),
	)
