"""Meetings are in the calendar of the people of the deal, and the account manager's invitation names the next one."""

import frappe
import pytest
from frappe.utils import add_days, getdate, today

from salesflow_app.tests.site import factories, steps


@pytest.fixture
def opportunity(users, as_user):
	with as_user(users.su):
		return factories.make_opportunity(users.customer_a)


@pytest.fixture
def planned(users, as_user, opportunity):
	"""A discovery with a meeting in ten days, and nobody to look after the client yet."""
	meeting = {"meeting_date": add_days(today(), 10), "place": "Their office"}
	with as_user(users.su):
		return factories.make_discovery(opportunity.name, meetings=[meeting], account_manager=None)


def get_event(discovery):
	discovery.reload()
	return frappe.get_doc("Event", discovery.meetings[0].event)


def test_planned_meeting_is_an_event(users, planned):
	event = get_event(planned)
	assert getdate(event.starts_on) == getdate(add_days(today(), 10)) and event.all_day
	assert "Their office" in event.subject and event.owner == users.su
	assert event.event_participants[0].reference_docname == planned.party_name


def test_account_manager_is_invited_with_date_and_place(users, as_user, planned, mails):
	with as_user(users.su):
		planned.reload().update({"account_manager": users.am}).save()
	(mail,) = mails.find("You are the account manager", doc=planned)
	assert "Their office" in mail.html and str(getdate(add_days(today(), 10)).year) in mail.html
	event = get_event(planned)
	shared = {"share_doctype": "Event", "share_name": event.name, "user": users.am}
	assert frappe.db.exists("DocShare", shared)


def test_event_follows_its_meeting(users, as_user, planned):
	with as_user(users.su):
		planned.reload().meetings[0].update({"meeting_date": add_days(today(), 12), "place": "Video call"})
		planned.save()
	event = get_event(planned)
	assert getdate(event.starts_on) == getdate(add_days(today(), 12)) and "Video call" in event.subject
	with as_user(users.su):
		planned.reload().meetings[0].update({"meeting_date": today(), "held": 1})
		planned.save()
	assert get_event(planned).status == "Completed"
	assert frappe.db.count("Event", {"description": planned.name}) == 1


def test_meeting_that_is_called_off_is_cancelled(users, as_user, planned):
	event = get_event(planned)
	with as_user(users.su):
		planned.set("meetings", [])
		planned.save()
	assert frappe.db.get_value("Event", event.name, "status") == "Cancelled"


def test_disqualified_deal_has_no_meetings(users, as_user, planned):
	with as_user(users.su):
		planned.reload().update({"disqualified_reason": "No budget"}).save()
	steps.move(planned.reload(), "Disqualified", users.su)
	assert get_event(planned).status == "Cancelled"


def test_meeting_of_the_past_is_no_event(users, as_user, opportunity):
	with as_user(users.su):
		discovery = factories.make_discovery(opportunity.name)
	assert not discovery.reload().meetings[0].event


def test_nobody_s_own_event_is_taken_over(users, as_user, opportunity):
	mine = {"doctype": "Event", "subject": "Dentist", "event_type": "Private", "starts_on": today()}
	other = frappe.get_doc(mine).insert()
	meeting = {"meeting_date": add_days(today(), 10), "event": other.name}
	with as_user(users.su):
		discovery = factories.make_discovery(opportunity.name, meetings=[meeting])
	assert get_event(discovery).name != other.name
	assert frappe.db.get_value("Event", other.name, "subject") == "Dentist"
