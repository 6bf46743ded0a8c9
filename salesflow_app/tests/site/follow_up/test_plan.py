"""The plan: which step goes out, once, to whom and with which words; and what it makes up for."""

from datetime import date, datetime, timedelta, timezone

import frappe
import pytest
from frappe.utils import getdate

from salesflow_app.follow_up import recording, reminders
from salesflow_app.mails import payment_reminder
from salesflow_app.outbox import worker
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.follow_up.helpers import (
	at,
	copy_invoice,
	count_mails,
	get_records,
	get_rows,
	get_steps,
	make_invoice,
	run,
)
from salesflow_app.tests.site.refusals import refuse

DAY = date.today()


def back(days: int):
	return DAY - timedelta(days=days)


def test_steps_go_out_before_and_after_the_due_date_each_once(customer):
	invoice = make_invoice(customer, DAY)
	for day in range(-5, 40):
		run(DAY + timedelta(days=day))
		run(DAY + timedelta(days=day))
	assert get_steps(invoice) == [(-3, ""), (7, ""), (14, ""), (30, "")]
	days = [(row.channel, (getdate(row.contact_date) - DAY).days) for row in get_records(customer)]
	assert days == [("Mail", -3), ("Mail", 7), ("Mail", 14), ("Call", 30)]
	assert count_mails(customer) == 3


def test_clock_that_stood_still_for_six_days_makes_up_with_the_newest_step(customer):
	invoice = make_invoice(customer, DAY)
	run(DAY + timedelta(days=6))
	assert get_steps(invoice) == [(-3, "")]
	run(DAY + timedelta(days=15))
	assert get_steps(invoice) == [(-3, ""), (14, "+7")]
	assert count_mails(customer) == 2


def test_all_steps_missed_are_noted_with_the_one_that_is_done(customer):
	invoice = make_invoice(customer, back(40))
	run(DAY)
	assert get_steps(invoice) == [(30, "-3, +7, +14")]
	(record,) = get_records(customer)
	assert (record.channel, record.step) == ("Call", "Step 4 of 4")
	assert count_mails(customer) == 0
	assert frappe.db.exists("ToDo", {"reference_name": record.name, "salesflow_task": recording.TASK})


def test_one_mail_names_all_that_is_open_by_currency(customer, mails):
	overdue, later = make_invoice(customer, back(8)), make_invoice(customer, DAY + timedelta(days=20))
	run(DAY)
	(record,) = get_records(customer)
	mails.work()
	(mail,) = mails.find(to="clara@paying.example", doc=frappe.get_doc("Payment Follow Up", record.name))
	assert overdue.name in mail.text and later.name in mail.text
	assert "Total open" in mail.text and "Of which overdue" in mail.text
	assert get_steps(later) == []


def test_words_and_tone_are_those_of_the_firmest_step(customer, settings):
	rows = get_rows((7, "Mail", "Friendly"), (14, "Mail", "Firm"))
	rows[1]["words"] = "We miss your payment."
	settings(follow_up_plan=rows)
	make_invoice(customer, back(15)), make_invoice(customer, back(8))
	run(DAY)
	(record,) = get_records(customer)
	payload = frappe.db.get_value("Salesflow Outbox Entry", {"reference_name": record.name}, "payload")
	mail = payment_reminder.write(
		frappe.get_doc("Payment Follow Up", record.name), frappe._dict(frappe.parse_json(payload))
	)
	assert mail.subject.startswith("Second reminder") and mail.message.intro == "We miss your payment."


def test_all_billing_contacts_get_it_and_nobody_unconfirmed(customer, mails):
	factories.make_contact(customer, email="bill@paying.example", is_primary_contact=0)
	stranger = factories.make_contact(customer, email="stranger@paying.example", is_primary_contact=0)
	stranger.db_set("salesflow_unconfirmed", 1)
	make_invoice(customer, back(8))
	run(DAY)
	mails.work()
	(entry,) = mails.entries(payment_reminder.EVENT)
	assert set(entry.recipients.split(", ")) == {"bill@paying.example", "clara@paying.example"}


def test_class_with_rows_of_its_own_follows_these_alone(customer, settings):
	settings(follow_up_plan=[*get_rows(), {"days": 2, "channel": "Mail", "customer_class": "API"}])
	frappe.db.set_value("Customer", customer, "salesflow_customer_class", "API")
	theirs = make_invoice(customer, back(30))
	other = make_invoice(factories.make_customer(contact="o@other.example").name, back(8))
	run(DAY)
	assert get_steps(theirs) == [(2, "")] and get_steps(other) == [(7, "-3")]


def test_without_rows_the_plan_is_the_mail_of_reminder_days(customer, settings):
	settings(follow_up_plan=[], reminder_days=5)
	early, late = make_invoice(customer, back(4)), make_invoice(customer, back(5))
	run(DAY)
	assert (get_steps(early), get_steps(late)) == ([], [(5, "")])
	settings(follow_up_plan=[], reminder_days=0)
	run(DAY + timedelta(days=9))
	assert get_steps(early) == []


@pytest.mark.parametrize(
	("rows", "words"),
	[
		(get_rows((7, "Mail", ""), (7, "Call", "")), "the same as row 1"),
		(get_rows((0, "Dunning", "")), "after the due date"),
		(get_rows((9999, "Mail", "")), "at most"),
	],
)
def test_plan_that_makes_no_sense_is_refused(users, settings, rows, words):
	refuse(settings, words=words, follow_up_plan=rows)


def test_amended_invoice_goes_on_where_the_cancelled_one_was(customer):
	invoice = make_invoice(customer, back(8))
	run(DAY)
	invoice.db_set("docstatus", 2)
	again = copy_invoice(invoice, f"{invoice.name}-1", back(8))
	again.db_set("amended_from", invoice.name)
	run(DAY + timedelta(days=1))
	assert get_steps(again) == []
	run(DAY + timedelta(days=6))
	assert get_steps(again) == [(14, "")]


@pytest.mark.bench_only("a Dunning is ERPNext's")
def test_last_step_drafts_a_dunning_that_a_person_submits(customer, settings, users):
	settings(follow_up_plan=get_rows((30, "Dunning", "")))
	company = users.company
	income, center = frappe.get_cached_value("Company", company, ["default_income_account", "cost_center"])
	frappe.get_doc(
		{
			"doctype": "Dunning Type",
			"dunning_type": factories.get_unique("First"),
			"company": company,
			"is_default": 1,
			"dunning_fee": 5,
			"income_account": income,
			"cost_center": center,
		}
	).insert()
	invoice = make_invoice(customer, back(31))
	frappe.db.set_value("Payment Schedule", {"parent": invoice.name}, "due_date", back(31))
	run(DAY)
	(record,) = get_records(customer)
	assert record.channel == "Dunning" and get_steps(invoice) == [(30, "")]
	dunning = frappe.get_doc("Dunning", {"customer": customer})
	assert dunning.docstatus == 0 and dunning.overdue_payments[0].sales_invoice == invoice.name
	task = frappe.get_doc("ToDo", {"reference_name": record.name, "salesflow_task": "dunning"})
	assert dunning.name in task.description


def test_mail_that_cannot_leave_for_two_hours_leaves_once(customer, monkeypatch, mails):
	make_invoice(customer, back(8))
	run(DAY)
	row = frappe.db.get_value("Salesflow Outbox Entry", {"event": payment_reminder.EVENT, "state": "Pending"})

	def refuse_mail(**_mail):
		raise frappe.OutgoingEmailError("The mail server does not answer")

	with monkeypatch.context() as down:
		down.setattr(frappe, "sendmail", refuse_mail)
		worker.work(row)
	assert frappe.db.get_value("Salesflow Outbox Entry", row, "state") == "Failed"
	for _hour in range(2):
		run(DAY)
	worker.work(row)
	assert frappe.db.get_value("Salesflow Outbox Entry", row, "state") == "Done"
	assert count_mails(customer) == 1 and len(mails.find("Reminder", to="clara@paying.example")) == 1


def test_job_that_dies_between_two_customers_does_each_once_in_the_end(customer, users, monkeypatch):
	pairs = sorted(
		(name, users.company) for name in (customer, factories.make_customer(contact="x@y.example").name)
	)
	invoices = [make_invoice(name, back(8)) for name, _company in pairs]
	remind, done = reminders.remind, []

	def die_at_second(work, day):
		if done:
			raise SystemExit
		done.append(remind(work, day))

	with monkeypatch.context() as patched, pytest.raises(SystemExit):
		frappe.db.savepoint("killed")
		patched.setattr(reminders, "remind", die_at_second)
		reminders.work_chunk(pairs, on_any_day=True)
	frappe.db.rollback(save_point="killed")  # as the database does with a connection that is gone
	assert [get_steps(invoice) for invoice in invoices] == [[], []]
	for _time in range(2):
		reminders.work_chunk(pairs, on_any_day=True)
	assert [get_steps(invoice) for invoice in invoices] == [[(7, "-3")], [(7, "-3")]]


def test_many_customers_go_to_the_workers_in_jobs_with_one_id_a_day(customer, users, jobs, monkeypatch):
	monkeypatch.setattr(reminders, "CHUNK", 1)
	invoice = make_invoice(customer, back(8))
	other = make_invoice(factories.make_customer(contact="x@y.example").name, back(8))
	run(DAY)
	ids = [job.job_id for job in jobs.find("work_chunk")]
	assert len(ids) == len(set(ids)) >= 2 and get_steps(invoice) == []
	for job in jobs.find("work_chunk"):
		job.run()
		job.run()
	assert get_steps(invoice) == get_steps(other) == [(7, "-3")]


CHANGES = [
	("Europe/Berlin", datetime(2026, 3, 29)),
	("Europe/Berlin", datetime(2026, 10, 25)),
	("America/New_York", datetime(2026, 3, 8)),
	("America/New_York", datetime(2026, 11, 1)),
	("Asia/Kolkata", datetime(2026, 3, 29)),
	("Pacific/Auckland", datetime(2026, 4, 5)),
	("Pacific/Auckland", datetime(2026, 9, 27)),
]


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_step_goes_out_once_and_on_the_right_local_day_around_a_change_of_the_clock(customer, zone, change):
	"""The clock runs every hour, half an hour past; the step is due on the day on which the clocks change."""
	invoice = make_invoice(customer, change.date() - timedelta(days=7))
	sent = []
	for hour in range(-30, 54, 3):
		moment = change.replace(minute=30, tzinfo=timezone.utc) + timedelta(hours=hour)
		with at(moment, zone) as day:
			before = len(get_records(customer))
			reminders.send_due_reminders(on_any_day=True)
			sent += [day] * (len(get_records(customer)) - before)
	assert [day for day in sent if day >= change.date()] == [change.date()]
	assert (7, "") in get_steps(invoice)
