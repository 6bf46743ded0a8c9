"""Two workers at once, and one that is killed: each step once."""

from datetime import date, timedelta

import frappe
import pytest

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.follow_up.helpers import count_mails, get_steps, make_invoice
from salesflow_app.tests.site.processes import Team

pytestmark = pytest.mark.bench_only("two processes meet at the unique keys of MariaDB")
WORK = "salesflow_app.follow_up.reminders.work_chunk"
DIE = "salesflow_app.tests.site.race_calls.die_after_first_customer"


@pytest.fixture(params=[False, True], ids=["snapshot off", "snapshot on"])
def team(request):
	with Team(2, snapshot_isolation=request.param) as workers:
		yield workers


@pytest.fixture
def overdue(users, committed, plan):
	"""Two customers with an invoice each, seen by other processes; nobody asks for it afterwards."""
	names = [factories.make_customer(contact=f"race{number}@paying.example").name for number in range(2)]
	invoices = [make_invoice(name, date.today() - timedelta(days=8)) for name in names]
	frappe.db.commit()
	yield invoices
	frappe.db.rollback()
	for invoice in invoices:
		frappe.db.set_value("Sales Invoice", invoice.name, "outstanding_amount", 0)
	frappe.db.commit()


def get_arguments(invoices) -> dict:
	pairs = sorted((invoice.customer, invoice.company) for invoice in invoices)
	return {"pairs": pairs, "on_any_day": True}


def test_two_workers_send_one_mail(overdue, team):
	outcomes = team.run(WORK, [get_arguments(overdue)] * 2)
	frappe.db.rollback()
	assert [outcome.error for outcome in outcomes] == ["", ""], [outcome.trace for outcome in outcomes]
	assert [get_steps(invoice) for invoice in overdue] == [[(7, "-3")]] * 2
	assert [count_mails(invoice.customer) for invoice in overdue] == [1, 1]


def test_worker_that_is_killed_between_customers_leaves_all_to_the_next(overdue):
	with Team(1) as workers:
		(outcome,) = workers.run(DIE, [get_arguments(overdue)])
	assert outcome.error == "ProcessEnded"
	frappe.db.rollback()
	assert [get_steps(invoice) for invoice in overdue] == [[], []]
	with Team(1) as workers:
		for _time in range(2):
			(outcome,) = workers.run(WORK, [get_arguments(overdue)])
			assert not outcome.error, outcome.trace
	frappe.db.rollback()
	assert [count_mails(invoice.customer) for invoice in overdue] == [1, 1]
