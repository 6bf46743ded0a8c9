"""What the client says on the page of an invoice: a question or a date, and who may."""

from datetime import timedelta

import frappe
import pytest
from frappe.utils import getdate, today

from salesflow_app.follow_up import talk
from salesflow_app.mails import invoice_answered
from salesflow_app.portal import invoice_page, invoice_talk
from salesflow_app.tests.site.follow_up.helpers import get_steps, make_invoice, run
from salesflow_app.tests.site.refusals import refuse


@pytest.fixture
def overdue(users, plan):
	return make_invoice(users.customer_a, getdate(today()) - timedelta(days=8))


def get_record(invoice):
	(row,) = talk.get_records(invoice.name)
	return frappe.get_doc("Payment Follow Up", row.name)


def in_days(days: int) -> str:
	return str(getdate(today()) + timedelta(days=days))


def test_question_stops_the_reminders_until_it_is_answered(users, as_user, overdue, mails):
	with as_user(users.a1):
		invoice_talk.ask(overdue.name, "Which hours are these?")
		invoice_talk.ask(overdue.name, "And whose?")
	record = get_record(overdue)
	assert record.follow_up_status == "Disputed" and record.client_user == users.a1
	assert "Which hours" in record.dispute_reason and "And whose?" in record.dispute_reason
	task = {"reference_name": record.name, "salesflow_task": talk.QUESTION, "status": "Open"}
	assert frappe.db.exists("ToDo", {**task, "allocated_to": users.sa})
	run(getdate(today()))
	assert get_steps(overdue) == []
	with as_user(users.sa):
		record.follow_up_status = "Closed"
		refuse(record.save, words="write under Answer")
		record.reload()
		record.update({"follow_up_status": "Closed", "answer": "Those of October."})
		record.save()
	assert not frappe.db.exists("ToDo", task)
	(entry,) = mails.entries(invoice_answered.EVENT)
	assert entry.recipients == users.a1
	run(getdate(today()))
	assert get_steps(overdue) == [(7, "-3")]
	with as_user(users.a2):
		shown = invoice_page.get_view(frappe.get_doc("Sales Invoice", overdue.name))["talk"]
	assert [row["answer"] for row in shown["rows"]] == ["Those of October."]


def test_promise_of_the_client_stops_them_until_its_day(users, as_user, overdue):
	with as_user(users.a1):
		invoice_talk.promise(overdue.name, in_days(3))
		view = invoice_page.get_view(frappe.get_doc("Sales Invoice", overdue.name))["talk"]
	assert view["promise"] and get_record(overdue).follow_up_status == "Promised"
	run(getdate(today()) + timedelta(days=3))
	assert get_steps(overdue) == []
	run(getdate(today()) + timedelta(days=4))
	assert get_steps(overdue) == [(7, "-3")]


def test_newer_promise_replaces_the_older_and_the_fourth_is_refused(users, as_user, overdue):
	with as_user(users.a1):
		for days in (9, 5, 7):
			invoice_talk.promise(overdue.name, in_days(days))
		states = [row.follow_up_status for row in talk.get_records(overdue.name)]
		assert sorted(states) == ["Closed", "Closed", "Promised"]
		refuse(invoice_talk.promise, overdue.name, in_days(8), words="dates already")


@pytest.mark.parametrize("day", ["-1", "31", "soon", "", "2026-02-30"])
def test_promise_is_a_day_within_reach(users, as_user, overdue, day):
	text = in_days(int(day)) if day.lstrip("-").isdigit() else day
	with as_user(users.a1):
		refuse(invoice_talk.promise, overdue.name, text, words="Paid on")


def test_only_accounts_with_access_to_an_open_invoice_may(users, as_user, overdue):
	for stranger in (users.b1, "Guest", users.su):
		with as_user(stranger):
			refuse(invoice_talk.ask, overdue.name, "Why?", words="not found")
			refuse(invoice_talk.promise, overdue.name, today(), words="not found")
	with as_user(users.a1):
		refuse(invoice_talk.ask, overdue.name, "  ", words="Your question")
		overdue.db_set("outstanding_amount", 0)
		refuse(invoice_talk.ask, overdue.name, "Why?", words="is not open")
		refuse(invoice_talk.promise, overdue.name, today(), words="is not open")
	assert talk.get_records(overdue.name) == []


def test_words_of_a_client_are_text_on_every_page(users, as_user, overdue):
	with as_user(users.a1):
		invoice_talk.ask(overdue.name, "<script>alert(1)</script> {{ 7*7 }}")
	assert "<script" not in get_record(overdue).dispute_reason
