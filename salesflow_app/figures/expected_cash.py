"""The money that clients will pay, week by week, in the currency of the company; of documents that the reader may read."""

from datetime import date, timedelta

import frappe
from frappe.utils import add_days, cint, flt

from salesflow_app.figures.asking import get_day
from salesflow_app.milestone import expected

WEEKS = 13


def get_rows(asked: frappe._dict) -> list[frappe._dict]:
	"""One row for each invoice, milestone or month, by the day it is due; what is overdue is expected this week."""
	monday, last = get_weeks(asked)[0], get_weeks(asked)[-1] + timedelta(days=7)
	rows = [
		_get_row(item, monday)
		for item in expected.get_expected(asked.company)
		if max(item.due, monday) < last and asked.customer in (None, "", item.customer)
	]
	return sorted(rows, key=lambda row: (row.due, row.document))


def get_weeks(asked: frappe._dict) -> list[date]:
	"""The Mondays that are asked for, from this week on."""
	monday = add_days(get_day(), -get_day().weekday())
	return [monday + timedelta(days=7 * number) for number in range(cint(asked.weeks) or WEEKS)]


def _get_row(item: expected.Expected, monday: date) -> frappe._dict:
	day = max(item.due, monday)
	return frappe._dict(
		week=day - timedelta(days=day.weekday()),
		due=item.due,
		days_overdue=max(0, (get_day() - item.due).days) or None,
		source=item.doctype,
		document=item.name,
		customer=item.customer,
		amount=flt(item.amount * item.rate, 2),
	)
