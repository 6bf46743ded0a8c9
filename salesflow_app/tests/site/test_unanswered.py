"""What the client has not answered: it has a last day, they are reminded of it, and its owner knows."""

import frappe
import pytest
from frappe.utils import add_days, getdate, today

from salesflow_app import tasks
from salesflow_app.portal import view_document
from salesflow_app.tests.site import deals, proposals


def make_old(doc, days_left: int):
	"""Sent some days ago, with this many days left."""
	values = {"sent_on": add_days(today(), -5), "valid_till": add_days(today(), days_left)}
	frappe.db.set_value(doc.doctype, doc.name, values)
	return doc.reload()


def test_sow_gets_a_last_day_when_it_is_ready(users, settings):
	settings(sow_validity_days=30)
	sow = deals.make_sent_sow(users, valid_till=None)
	assert getdate(sow.valid_till) == getdate(add_days(today(), 30))


def test_sow_never_expires_where_settings_say_so(users, settings):
	settings(sow_validity_days=0)
	assert not deals.make_sent_sow(users, valid_till=None).valid_till


def test_last_day_that_somebody_chose_stays(users, settings):
	settings(sow_validity_days=30)
	sow = deals.make_sent_sow(users, valid_till=add_days(today(), 5))
	assert getdate(sow.valid_till) == getdate(add_days(today(), 5))


@pytest.mark.parametrize("make", [deals.make_sent_sow, proposals.make_sent])
def test_client_is_reminded_once_and_the_owner_told(users, mails, settings, make):
	settings(expiry_reminder_days=3)
	doc = make_old(make(users), 3)
	for _day in range(2):
		tasks.remind_before_expiry()
	(theirs,), (ours,) = mails.find("Reminder", doc=doc), mails.find("About to expire", doc=doc)
	assert theirs.recipients == [users.a1] and doc.name in theirs.html
	assert users.am in ours.recipients and users.a1 not in ours.recipients


def test_nobody_is_reminded_too_early_or_on_the_day_it_was_sent(users, mails, settings):
	settings(expiry_reminder_days=3)
	make_old(deals.make_sent_sow(users), 4)
	deals.make_sent_sow(users, valid_till=add_days(today(), 2))
	tasks.remind_before_expiry()
	assert not mails.entries("Answer Reminder")


def test_reminders_are_a_switch(users, mails, settings):
	settings(expiry_reminder_days=0)
	make_old(deals.make_sent_sow(users), 0)
	tasks.remind_before_expiry()
	assert not mails.entries("Answer Reminder")


def test_client_who_signed_meanwhile_is_not_reminded(users, mails, settings):
	settings(expiry_reminder_days=3)
	sow = make_old(deals.make_sent_sow(users), 3)
	tasks.remind_before_expiry()
	frappe.db.set_value("SOW", sow.name, "workflow_state", "Declined")
	assert [row.state for row in mails.entries("Answer Reminder")] == ["Not Sent"]


@pytest.mark.parametrize("make", [deals.make_sent_sow, proposals.make_sent])
def test_owner_hears_of_the_first_opening(users, mails, make):
	doc = make(users)
	with deals.as_user(users.a1):
		for _time in range(2):
			view_document.view(doc.doctype, doc.name)
	(mail,) = mails.find("Opened by", doc=doc)
	assert users.am in mail.recipients and doc.customer_name in mail.subject
