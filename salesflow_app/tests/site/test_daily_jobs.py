"""A daily job does each document on its own: one that fails stops no other, and is listed."""

from unittest.mock import patch

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app import hooks
from salesflow_app.documents.each import for_each
from salesflow_app.follow_up import finding, reminders
from salesflow_app.milestone import reaching
from salesflow_app.tests.site import deals, factories

CLOCK = [
	method
	for lists in hooks.scheduler_events.values()
	for methods in (lists.values() if isinstance(lists, dict) else [lists])
	for method in methods
]


def get_errors(title: str) -> list[str]:
	return frappe.get_all("Error Log", {"method": ("like", f"{title}%")}, pluck="method")


def test_what_failed_is_undone_and_listed_and_the_others_are_done(users):
	customer = factories.make_customer().name

	def mark(name):
		frappe.db.set_value("Customer", customer, "website", name)
		if name == "bad":
			frappe.throw("It does not work")

	mark.__name__ = factories.get_unique("mark")  # MariaDB rolls no Error Log back: those of other runs stay
	assert for_each(mark, ["one", "bad"]) == ["bad"]
	assert frappe.db.get_value("Customer", customer, "website") == "one"
	assert len(get_errors(mark.__name__)) == 2  # the failure, and the list


def test_conflict_is_raised_so_that_the_job_runs_again():
	def meet(name):
		raise frappe.QueryDeadlockError

	with pytest.raises(frappe.QueryDeadlockError):
		for_each(meet, ["one"])


def test_milestone_that_fails_does_not_stop_the_others(users):
	plan = [
		dict(row, trigger="On Date") for row in factories.get_plan(50, 50, planned_date=add_days(today(), 5))
	]
	bad, good = deals.get_milestones(deals.make_signed_sow(users, milestones=plan))
	for milestone in (bad, good):
		milestone.db_set("planned_date", today())
	reach = type(bad).reach

	def fail_for_bad(milestone, why):
		if milestone.name == bad.name:
			frappe.throw("It does not work")
		reach(milestone, why)

	with patch.object(type(bad), "reach", fail_for_bad):
		reaching.by_clock()
	states = [frappe.db.get_value("Payment Milestone", m.name, "workflow_state") for m in (bad, good)]
	assert states == ["Planned", "Reached"]


def test_customer_that_fails_does_not_stop_the_others(users, settings):
	settings(use_order_approval=0, sow_rules=[], use_client_mails=1)
	invoices = []
	for customer in (users.customer_a, users.customer_b):
		order = factories.make_sales_order(customer, submit=True)
		invoice = factories.make_sales_invoice(sales_order=order.name, submit=True)
		invoice.db_set({"due_date": add_days(today(), -30), "posting_date": add_days(today(), -60)})
		invoices.append(invoice)
	remind = reminders.remind

	def fail_for_first(work, day):
		if work.customer.name == users.customer_a:
			frappe.throw("It does not work")
		return remind(work, day)

	with patch.object(reminders, "remind", fail_for_first):
		reminders.send_due_reminders(on_any_day=True)
	assert [bool(reminders.get_follow_ups(invoice.name)) for invoice in invoices] == [False, True]


@pytest.mark.parametrize("method", CLOCK)
def test_method_of_the_clock_runs_again_after_a_conflict(method, settings, monkeypatch):
	"""Frappe notes a failed task of the clock as done, so that it would wait for the next day."""
	settings(expiry_reminder_days=3)
	calls = []

	def meet_once(*args, **kwargs):
		calls.append(args)
		if len(calls) == 1:
			raise frappe.QueryDeadlockError
		return read(*args, **kwargs)

	read = frappe.get_all
	monkeypatch.setattr(finding, "find_customers", lambda *_plan: frappe.get_all("Customer", {"name": ""}))
	with patch.object(frappe, "get_all", meet_once), patch.object(frappe.db, "rollback"):
		frappe.get_attr(method)()
	assert len(calls) > 1
