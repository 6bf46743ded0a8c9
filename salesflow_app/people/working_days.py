"""Working days of a company: its holiday list where that covers the date, else Monday to Friday."""

from datetime import date, timedelta

import frappe
from frappe.utils import getdate

SATURDAY = 5


def add_working_days(start: date | str, days: int, company: str | None = None) -> date:
	"""The day that is `days` working days after `start`."""
	day = getdate(start)
	while days > 0:
		day += timedelta(days=1)
		days -= is_working_day(day, company)
	return day


def is_working_day(day: date | str, company: str | None = None) -> bool:
	day = getdate(day)
	holidays = _get_holidays(company, day)
	return day.weekday() < SATURDAY if holidays is None else day not in holidays


def _get_holidays(company: str | None, day: date) -> set[date] | None:
	"""Days off in the company's holiday list; None where no list covers the day."""
	name = company and frappe.get_cached_value("Company", company, "default_holiday_list")
	holiday_list = name and frappe.get_cached_doc("Holiday List", name)
	if not holiday_list or not getdate(holiday_list.from_date) <= day <= getdate(holiday_list.to_date):
		return None
	return {getdate(row.holiday_date) for row in holiday_list.holidays}
