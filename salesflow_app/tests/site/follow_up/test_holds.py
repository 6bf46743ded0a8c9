"""What holds reminders back, and what goes on when it is over."""

from datetime import date, timedelta

import frappe
import pytest
from frappe.utils import getdate

from salesflow_app.follow_up import holds, watching
from salesflow_app.milestone import settlement
from salesflow_app.outbox import worker
from salesflow_app.outbox.entries import DOCTYPE as OUTBOX
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.follow_up.helpers import (
	at_noon,
	count_mails,
	get_records,
	get_steps,
	make_invoice,
	run,
)

DAY = date.today()


@pytest.fixture
def overdue(customer):
	return make_invoice(customer, DAY - timedelta(days=8))


def note(invoice, **values):
	"""What the Sales Assistant notes of a call."""
	record = frappe.get_doc(
		{
			"doctype": "Payment Follow Up",
			"customer": invoice.customer,
			"company": invoice.company,
			"channel": "Call",
			"contact_date": DAY,
			"invoices": [{"sales_invoice": invoice.name}],
			**values,
		}
	)
	return record.insert()


def test_money_that_nobody_allocated_holds_every_reminder_back(customer, overdue):
	other = make_invoice(customer, DAY - timedelta(days=60))
	payment = factories.make_payment_entry(other.name, amount=10)
	payment.db_set("unallocated_amount", 10)
	assert holds.find_unallocated([(customer, overdue.company)]) == {(customer, overdue.company)}
	run(DAY)
	assert get_steps(overdue) == []
	payment.db_set("unallocated_amount", 0)
	run(DAY)
	assert get_steps(overdue) == [(7, "-3")]


@pytest.mark.parametrize("paid", ["in part", "in full", "too much"])
def test_reminder_asks_for_what_is_left(customer, overdue, paid):
	amount = {"in part": 1, "in full": None, "too much": None}[paid]
	factories.make_payment_entry(overdue.name, amount=amount)
	if paid == "too much":
		overdue.db_set("outstanding_amount", -5)
	run(DAY)
	assert get_steps(overdue) == ([(7, "-3")] if paid == "in part" else [])


def test_credit_note_and_cancelled_invoice_are_not_reminded_of(customer, overdue):
	overdue.db_set("is_return", 1)
	run(DAY)
	assert get_steps(overdue) == []
	overdue.db_set({"is_return": 0, "docstatus": 2})
	run(DAY)
	assert get_steps(overdue) == []


def test_invoice_that_is_cancelled_after_its_reminder_is_not_mailed_of(customer, overdue, mails):
	run(DAY)
	overdue.cancel()
	(record,) = get_records(customer)
	assert record.follow_up_status == "Closed"
	row = frappe.db.get_value(OUTBOX, {"reference_name": record.name, "event": "Payment Reminder"})
	worker.work(row)
	state, error = frappe.db.get_value(OUTBOX, row, ["state", "error"])
	assert state == "Not Sent" and "paid or cancelled" in error


def test_order_on_hold_waits_and_a_closed_one_still_owes(customer, overdue):
	order = frappe.get_doc("Sales Order", overdue.items[0].sales_order)
	order.update_status("On Hold")
	run(DAY)
	assert get_steps(overdue) == []
	order.reload()
	order.update_status("Draft")
	order.reload()
	order.update_status("Closed")
	run(DAY)
	assert get_steps(overdue) == [(7, "-3")]
	order.reload()
	order.update_status("Draft")
	run(DAY + timedelta(days=1))
	assert count_mails(customer) == 1


def test_reminders_off_and_days_off_hold_back(users, customer, overdue):
	frappe.db.set_value("Customer", customer, "salesflow_reminders_off", 1)
	run(DAY)
	assert get_steps(overdue) == []


def test_holiday_list_of_the_company_counts_and_after_its_end_the_weekdays(users):
	factories.set_days_off(users.company, str(DAY))
	assert not holds.is_open_day(users.company, DAY)
	after = DAY + timedelta(days=70)
	after -= timedelta(days=after.weekday())
	assert holds.is_open_day(users.company, after)
	assert not holds.is_open_day(users.company, after + timedelta(days=5))


def test_books_that_are_behind_hold_back_until_the_bank_is_booked(users, customer, overdue, settings):
	settings(books_days=5)
	factories.make_payment_entry(make_invoice(customer, DAY).name, amount=1)
	frappe.db.set_value("GL Entry", {"company": users.company}, "posting_date", DAY - timedelta(days=6))
	assert holds.get_last_bank_entry(users.company, DAY) == DAY - timedelta(days=6)
	assert holds.are_books_behind(users.company, DAY)
	frappe.db.set_value("GL Entry", {"company": users.company}, "posting_date", DAY - timedelta(days=5))
	assert not holds.are_books_behind(users.company, DAY)
	settings(books_days=0)
	assert not holds.are_books_behind(users.company, DAY + timedelta(days=900))


def test_promise_holds_until_its_day_is_over_and_a_broken_one_is_a_task(customer, overdue, settings):
	record = note(overdue, follow_up_status="Promised", promise_date=DAY + timedelta(days=2))
	factories.set_days_off(overdue.company)
	run(DAY + timedelta(days=2))
	assert get_steps(overdue) == []
	with at_noon(DAY + timedelta(days=3)):
		watching.look_after()
		watching.look_after()
	assert record.reload().follow_up_status == "Promise Broken"
	tasks = {"reference_name": record.name, "salesflow_task": watching.BROKEN_TASK}
	assert frappe.db.count("ToDo", tasks) >= 1
	run(DAY + timedelta(days=3))
	assert get_steps(overdue) == [(7, "-3")]


def test_promise_that_was_kept_breaks_nothing(customer, overdue):
	record = note(overdue, follow_up_status="Promised", promise_date=DAY)
	factories.make_payment_entry(overdue.name)
	factories.set_days_off(overdue.company)
	with at_noon(DAY + timedelta(days=3)):
		watching.look_after()
	assert record.reload().follow_up_status == "Paid"


def test_dispute_lasts_through_a_payment_that_is_cancelled(customer, overdue):
	record = note(overdue, follow_up_status="Disputed", dispute_reason="Wrong hours")
	payment = factories.make_payment_entry(overdue.name)
	assert record.reload().follow_up_status == "Paid"
	payment.cancel()
	assert record.reload().follow_up_status == "Disputed"
	settlement.follow(frappe.get_doc("Sales Invoice", overdue.name))
	run(DAY)
	assert get_steps(overdue) == []


def test_task_that_waits_too_long_goes_to_the_account_manager_and_operations(users, customer, overdue):
	frappe.db.set_value("Customer", customer, "account_manager", users.am)
	factories.set_days_off(overdue.company)
	run(DAY + timedelta(days=23))  # the call
	(record,) = get_records(customer)
	with at_noon(DAY + timedelta(days=26)):
		watching.look_after()
	tasks = {"reference_name": record.name, "salesflow_task": watching.ESCALATED}
	assert frappe.db.count("ToDo", tasks) == 0
	for day in (28, 29):
		with at_noon(DAY + timedelta(days=day)):
			watching.look_after()
	told = frappe.get_all("ToDo", tasks, pluck="allocated_to")
	assert {users.am, users.om} <= set(told) and len(told) == len(set(told))


def test_what_is_noted_of_a_call_ends_its_task_and_a_dispute_is_one(users, as_user, customer, overdue):
	run(DAY + timedelta(days=23))
	(row,) = get_records(customer)
	record = frappe.get_doc("Payment Follow Up", row.name)

	def get_tasks():
		filters = {"reference_name": record.name, "status": "Open"}
		return set(frappe.get_all("ToDo", filters, pluck="salesflow_task"))

	assert get_tasks() == {"follow_up"}
	with as_user(users.sa):
		record.update({"follow_up_status": "Disputed", "dispute_reason": "Wrong hours"})
		record.save()
	assert get_tasks() == {watching.QUESTION}


def test_row_of_a_step_is_not_removed_by_hand(users, as_user, customer, overdue):
	run(DAY)
	(row,) = get_records(customer)
	other = make_invoice(customer, DAY)
	with as_user(users.sa):
		record = frappe.get_doc("Payment Follow Up", row.name)
		record.set("invoices", [{"sales_invoice": other.name}])
		with pytest.raises(frappe.ValidationError, match="a step of the plan was done"):
			record.save()
		record.reload()
		record.invoices[0].update({"is_step": 0, "step_key": "", "step_days": 99})
		record.answer = "Pays soon"
		record.save()
	assert get_steps(overdue) == [(7, "-3")] and getdate(record.contact_date) == DAY
