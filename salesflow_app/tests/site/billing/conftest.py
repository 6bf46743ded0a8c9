"""Fixtures of the tests of billing."""

import frappe
import pytest

from salesflow_app.demo.money import get_receivable
from salesflow_app.tests.site import deals, given
from salesflow_app.tests.site.follow_up import helpers


@pytest.fixture
def running(users):
	"""A SOW of 10,000 in two milestones (40 % reached by the signature, 60 % manual), its order approved."""
	return given.get("running_sow")


@pytest.fixture
def ready(users, running):
	"""The first milestone, reported to billing."""
	return deals.report(users, deals.get_milestones(running)[0])


@pytest.fixture
def currency_precision():
	"""`currency_precision(3)`: the site keeps three decimals of money, for this test."""
	before = frappe.db.get_default("currency_precision")

	def change(decimals: int | str | None) -> None:
		frappe.db.set_default("currency_precision", decimals or "")
		frappe.clear_cache()

	yield change
	change(before)


@pytest.fixture
def billed_in_dollars(users):
	"""An invoice of 4,760 dollars of a milestone, on a receivable account in dollars, at 0.90 euros each."""
	frappe.db.set_single_value(
		"Accounts Settings", "allow_multi_currency_invoices_against_single_party_account", 0
	)
	rate = {"date": "2020-01-01", "from_currency": "USD", "to_currency": "EUR", "exchange_rate": 0.9}
	frappe.get_doc({"doctype": "Currency Exchange", **rate, "for_selling": 1, "for_buying": 1}).insert()
	account = {"company": users.company, "account": get_receivable(users.company, "USD")}
	frappe.db.delete("GL Entry", {"party": users.customer_a})  # as if they had never been billed in euros
	frappe.clear_cache()
	customer = frappe.get_doc("Customer", users.customer_a)
	customer.default_currency = "USD"
	customer.append("accounts", account)
	customer.save()
	sow = deals.make_running_sow(users, currency="USD", conversion_rate=0.9)
	return deals.bill(users, deals.report(users, deals.get_milestones(sow)[0]))


@pytest.fixture
def plan_of_reminders(settings):
	"""A mail before and two after the due date, then a call."""
	return settings(**helpers.RULES, follow_up_plan=helpers.get_rows())
