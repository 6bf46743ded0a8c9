"""What a report is asked: company, dates, and the words for what cannot be answered or is left out."""

from datetime import date

import frappe
from frappe import _
from frappe.permissions import get_user_permissions
from frappe.utils import add_days, format_date, getdate, today

MOST_ROWS = 5000
"""A report lists no more. Frappe shows a prepared report to everyone who may open the report, so none is one."""
DATES = {"from_date": "From Date", "to_date": "To Date"}


def read(filters: dict | str | None, days: int | None = None) -> frappe._dict:
	"""The filters with company, its currency and real dates; without dates the last `days`, or all.

	One company is asked for at a time: amounts are in its currency, and are never added up across currencies.
	Raises PermissionError for a company of others, ValidationError for a wrong date.
	"""
	asked = frappe._dict(frappe.parse_json(filters) or {})
	asked.company = asked.company or _get_own_company()
	_validate_company(asked.company)
	asked.currency = frappe.get_cached_value("Company", asked.company, "default_currency")
	for field in DATES:
		asked[field] = _read_date(field, asked.get(field))
	if days and not (asked.from_date or asked.to_date):
		asked.from_date = add_days(get_day(), -days)
	if asked.from_date and asked.to_date and asked.from_date > asked.to_date:
		frappe.throw(
			_("From Date {0} is later than To Date {1}. Swap the two.").format(
				format_date(asked.from_date), format_date(asked.to_date)
			)
		)
	return asked


def get_day() -> date:
	"""Today: every age counts from it."""
	return getdate(today())


def get_age(since: date | str | None) -> int | None:
	"""Days since then; a day to come counts as today."""
	return max(0, (get_day() - getdate(since)).days) if since else None


def get_message(shown: int, found: int) -> str | None:
	"""One sentence where there is nothing to show, or more than is listed."""
	if not found:
		return _("Nothing matches these filters. Choose other dates or clear a filter.")
	if shown < found:
		return _(
			"The first {0} of {1} rows are listed and exported; summary and chart count all. Filter to list the others."
		).format(shown, found)
	return None


def _get_own_company() -> str | None:
	return frappe.defaults.get_user_default("Company") or frappe.defaults.get_global_default("company")


def _validate_company(company: str | None) -> None:
	if not company:
		frappe.throw(_("Choose the company whose figures you want to see."))
	allowed = {row.doc for row in get_user_permissions(frappe.session.user).get("Company") or ()}
	if (allowed and company not in allowed) or not frappe.db.exists("Company", company):
		frappe.throw(
			_("Company {0} is not one that you can see. Choose another company.").format(
				frappe.bold(frappe.utils.escape_html(company))
			),
			frappe.PermissionError,
		)


def _read_date(field: str, value: str | date | None) -> date | None:
	if not value:
		return None
	try:
		return getdate(value)
	except (ValueError, TypeError, frappe.ValidationError):
		frappe.clear_last_message() if frappe.local.message_log else None
	frappe.throw(
		_("{0}: {1} is not a valid date.").format(
			frappe.bold(_(DATES[field])), frappe.utils.escape_html(str(value))
		)
	)
