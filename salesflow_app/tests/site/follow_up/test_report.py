"""The report: what is open, how old it is, what comes next, and to whom it is shown."""

from datetime import date, timedelta

import frappe
import pytest

from salesflow_app.salesflow_app.report.payment_follow_up_and_ageing.payment_follow_up_and_ageing import (
	execute,
)
from salesflow_app.tests.site.follow_up.helpers import make_invoice, run

DAY = date.today()


@pytest.fixture
def invoices(customer):
	return [make_invoice(customer, DAY - timedelta(days=days)) for days in (-20, 8, 45, 100)]


def get_rows(customer: str, **filters) -> list[frappe._dict]:
	return [row for row in execute({"customer": customer, **filters})[1] if row.invoice]


def test_each_invoice_is_in_the_column_of_its_age_and_says_what_comes_next(
	users, as_user, customer, invoices
):
	run(DAY)
	with as_user(users.sa):
		_columns, rows, _message, chart = execute({"customer": customer})
	by_name = {row.invoice: row for row in rows if row.invoice}
	found = [by_name[invoice.name] for invoice in invoices]
	assert [
		bool(row.get(name))
		for row, name in zip(found, ("not_due", "days_30", "days_60", "older"), strict=True)
	]
	assert [row.last_step for row in found] == ["", "+7", "+30", "+30"]
	assert [row.next_step for row in found] == ["Mail", "Mail", "", ""]
	(total,) = [row for row in rows if row.is_total]
	assert total.outstanding == sum(row.outstanding for row in found)
	assert len(chart["data"]["labels"]) == 2  # this week, and the one of the invoice that is not due yet


def test_lists_of_the_day(customer, invoices):
	note = {
		"doctype": "Payment Follow Up",
		"customer": customer,
		"company": invoices[0].company,
		"channel": "Call",
	}
	for invoice, values in (
		(invoices[2], {"follow_up_status": "Disputed", "dispute_reason": "Wrong"}),
		(invoices[3], {"follow_up_status": "Promised", "promise_date": DAY + timedelta(days=9)}),
	):
		frappe.get_doc(
			{**note, "contact_date": DAY, "invoices": [{"sales_invoice": invoice.name}], **values}
		).insert()

	def get_names(show):
		return [row.invoice for row in get_rows(customer, show=show)]

	assert get_names("Due Today") == [invoices[1].name]
	assert get_names("Disputed") == [invoices[2].name] and get_names("Promised") == [invoices[3].name]
	assert set(get_names("Held Back")) == {invoices[2].name, invoices[3].name}
	frappe.db.set_value("Customer", customer, "salesflow_reminders_off", 1)
	assert get_names("Due Today") == []


def test_who_may_not_read_follow_ups_gets_no_report(users, as_user, invoices):
	with as_user(users.su):
		with pytest.raises(frappe.PermissionError):
			execute()


@pytest.mark.bench_only("User Permissions")
def test_user_of_another_company_or_customer_sees_nothing(users, as_user, customer, invoices):
	values = {
		"doctype": "User Permission",
		"user": users.sa,
		"allow": "Customer",
		"for_value": users.customer_b,
	}
	frappe.get_doc({**values, "apply_to_all_doctypes": 1}).insert()
	with as_user(users.sa):
		assert get_rows(customer) == []
