"""What the clock does: once, in the right order, and caught up with after missed days."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app import tasks
from salesflow_app.follow_up import reminders
from salesflow_app.tests.site import deals, factories, given


@pytest.fixture
def working_day(users, settings):
	"""No day is off, whatever day today is, and nobody asks when the bank was booked last."""
	settings(books_days=0, follow_up_plan=[], reminder_days=7)
	factories.set_days_off(users.company)


def make_overdue_invoice(users, days=40):
	"""The invoice of a first milestone, posted some days ago and due at once."""
	sow = deals.make_running_sow(users)
	invoice = deals.bill(users, deals.report(users, deals.get_milestones(sow)[0]), submit=False)
	with deals.as_user(users.ac):
		invoice.update(
			{
				"set_posting_time": 1,
				"posting_date": add_days(today(), -days),
				"due_date": add_days(today(), -days),
				"payment_schedule": [],
			}
		)
		invoice.save()
		invoice.submit()
	return invoice


def test_reminder_goes_once_with_all_open_invoices_of_the_customer(users, mails, working_day):
	first, second = make_overdue_invoice(users), make_overdue_invoice(users)
	tasks.send_payment_reminders()
	tasks.send_payment_reminders()
	sent = [mail for mail in mails.find("Reminder: open invoices") if first.name in mail.text]
	assert len(sent) == 1
	assert second.name in sent[0].text
	assert len(reminders.get_follow_ups(first.name)) == 1


def test_no_reminder_before_its_day_or_where_it_is_not_wanted(users, working_day):
	early = make_overdue_invoice(users, days=6)
	tasks.send_payment_reminders()
	assert not reminders.get_follow_ups(early.name)
	late = make_overdue_invoice(users, days=8)
	frappe.db.set_value("Customer", users.customer_a, "salesflow_reminders_off", 1)
	frappe.clear_document_cache("Customer", users.customer_a)
	tasks.send_payment_reminders()
	assert not reminders.get_follow_ups(late.name)


def test_reminder_waits_for_a_working_day(users, working_day):
	invoice = make_overdue_invoice(users)
	factories.set_days_off(users.company, today())
	tasks.send_payment_reminders()
	assert not reminders.get_follow_ups(invoice.name)
	factories.set_days_off(users.company)
	tasks.send_payment_reminders()
	assert len(reminders.get_follow_ups(invoice.name)) == 1


def test_order_on_hold_is_not_reminded_of(users, working_day):
	invoice = make_overdue_invoice(users)
	order = frappe.get_doc("Sales Order", invoice.items[0].sales_order)
	order.update_status("On Hold")
	tasks.send_payment_reminders()
	assert not reminders.get_follow_ups(invoice.name)
	order.reload()
	order.update_status("Draft")  # what Resume does
	tasks.send_payment_reminders()
	assert len(reminders.get_follow_ups(invoice.name)) == 1


def test_disputed_invoice_is_not_reminded_of_again(users, working_day):
	invoice = make_overdue_invoice(users)
	with deals.as_user(users.sa):
		frappe.get_doc(
			{
				"doctype": "Payment Follow Up",
				"customer": invoice.customer,
				"company": invoice.company,
				"channel": "Call",
				"follow_up_status": "Disputed",
				"dispute_reason": "Wrong hours",
				"invoices": [{"sales_invoice": invoice.name}],
			}
		).insert()
	tasks.send_payment_reminders()
	assert len(reminders.get_follow_ups(invoice.name)) == 1


def test_sow_expires_after_its_last_day_and_cannot_be_signed(users):
	sow = given.get("sent_sow")
	tasks.expire_sows()
	assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "Sent"
	frappe.db.set_value("SOW", sow.name, "valid_till", add_days(today(), -1))
	tasks.expire_sows()
	tasks.expire_sows()
	assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "Expired"
	assert frappe.db.count("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "expired"}) == 1


def test_unanswered_notice_reminds_billing_and_then_the_manager(users, mails, working_day):
	milestone = deals.report(users, deals.get_milestones(deals.make_running_sow(users))[0])
	entry = {"entry_key": f"Milestone Notice:{milestone.name}:1"}

	def wait(days: int):
		frappe.db.set_value(
			"Salesflow Outbox Entry", entry, "creation", add_days(today(), -days), update_modified=False
		)
		tasks.remind_of_notices()
		tasks.remind_of_notices()
		return [
			row.recipients for row in mails.entries("Notice Reminder") if row.reference_name == milestone.name
		]

	assert wait(tasks.NOTICE_DAYS - 1) == []
	first = wait(2 * tasks.NOTICE_DAYS - 1)
	assert len(first) == 1 and users.om in first[0] and users.acm not in first[0]
	second = wait(2 * tasks.NOTICE_DAYS)
	assert len(second) == 2 and any(users.acm in line for line in second)
