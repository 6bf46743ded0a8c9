"""Who is asked for feedback, when, and who reads the answer."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.documents.reasons import give_reason
from salesflow_app.feedback import clock
from salesflow_app.portal import feedback_view, give_feedback, overview
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.feedback.helpers import (
	MARKS,
	get_feedback,
	make_asked,
	pay_all,
	pay_first,
	work,
)
from salesflow_app.tests.site.milestone.helpers import pay
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text.formats import read_view


@given.register
def make_asked_feedback(users):
	return make_asked(users, deals.make_running_sow(users))


@pytest.fixture
def running(users):
	return given.get("running_sow")


@pytest.fixture
def asked(users):
	return given.get("asked_feedback")


def give(users, feedback, who=None, **values):
	with deals.as_user(who or users.a1):
		return give_feedback.give(name=feedback.name, **{**MARKS, **values})


def get_tasks(doc, key):
	filters = {"reference_name": doc.name, "salesflow_task": key, "status": "Open"}
	return frappe.get_all("ToDo", filters, pluck="allocated_to", order_by="allocated_to asc")


class TestAsking:
	def test_client_is_asked_once_after_the_first_paid_milestone(self, users, running, mails):
		milestone, payment = pay_first(users, running)
		assert not get_feedback(running)
		assert work(milestone) == ["Done"]
		feedback = get_feedback(running)[0]
		assert (feedback.recipient_email, feedback.occasion) == (users.a1, "After the First Payment")
		assert feedback.account_manager == users.am and feedback.company == running.company
		second = deals.report(users, deals.get_milestones(running)[1])
		with deals.as_user(users.ac):
			payment.cancel()
		pay(users, frappe.get_doc("Sales Invoice", milestone.sales_invoice))
		work(milestone)
		work(second)
		assert len(get_feedback(running)) == 1
		asking_mails = mails.find("How did we do?", doc=feedback)
		assert [mail.recipients for mail in asking_mails] == [[users.a1]]
		assert "/review/" in asking_mails[0].html

	def test_payment_that_is_taken_back_before_asks_nobody_until_it_is_paid_again(self, users, running):
		milestone, payment = pay_first(users, running)
		with deals.as_user(users.ac):
			payment.cancel()
		assert work(milestone) == ["Not Sent"] and not get_feedback(running)
		pay(users, frappe.get_doc("Sales Invoice", milestone.sales_invoice))
		assert work(milestone) == ["Done"] and len(get_feedback(running)) == 1

	def test_close_asks_the_client_anew_and_ends_what_was_not_answered(self, users, asked):
		sow = frappe.get_doc("SOW", asked.sow)
		second = deals.report(users, deals.get_milestones(sow)[1])
		pay(users, deals.bill(users, second))
		order = frappe.get_doc("Sales Order", sow.sales_order)
		assert set(work(order)) == {"Done"}
		first, last = get_feedback(sow)
		assert (first.workflow_state, last.workflow_state) == ("Expired", "Asked")
		assert last.occasion == "At the Close" and last.sales_order == order.name

	def test_reopened_order_asks_nobody_and_a_deal_paid_at_once_is_asked_at_the_close_alone(
		self, users, running
	):
		order = pay_all(users, running)
		first = deals.get_milestones(running)[0]
		assert work(first) == ["Done"] and not get_feedback(running)
		with deals.as_user(users.ac):
			frappe.get_last_doc("Payment Entry", {"party": running.customer}).cancel()
		assert not frappe.db.get_value("Sales Order", order.name, "salesflow_closed_on")
		assert set(work(order)) == {"Not Sent"} and not get_feedback(running)

	def test_switch_and_a_client_without_address_ask_nobody(self, users, running, settings):
		milestone, _payment = pay_first(users, running)
		frappe.db.set_value("SOW", running.name, "signatory_email", "")
		frappe.db.set_value("Sales Invoice", milestone.sales_invoice, "contact_email", "")
		settings(use_feedback=0)
		second = deals.report(users, deals.get_milestones(running)[1])
		pay(users, deals.bill(users, second))
		assert work(second) == []


class TestAnswering:
	def test_answer_is_kept_once_and_told_to_manager_and_leader(self, users, asked, mails):
		give(users, asked, words="<b>Good</b> & fast =1+1")
		give(users, asked, mark_1=1, words="Changed my mind")
		asked.reload()
		assert (asked.workflow_state, asked.mark_1, asked.average_mark) == ("Answered", 5, 4.7)
		assert "<b>" not in asked.words and "Changed" not in asked.words
		with deals.as_user(users.a1):
			view = read_view(feedback_view.get_page_view(asked))
		assert "<b>Good</b> & fast" in view["words"] and not view["is_open"]
		told = mails.find("[Feedback", doc=asked)
		assert len(told) == 1 and {users.am, users.sm} <= set(told[0].recipients)
		filters = {"reference_name": asked.name, "event": "answered"}
		entry = frappe.get_doc("Salesflow Evidence Entry", filters)
		assert not entry.words and entry.content_hash and entry.actor == users.a1
		assert get_tasks(asked, "low_marks") == []

	def test_low_mark_is_a_task_of_the_account_manager(self, users, asked):
		give(users, asked, mark_2="2")
		assert get_tasks(asked, "low_marks") == [users.am]

	def test_low_mark_goes_to_somebody_who_is_still_here(self, users, asked):
		frappe.db.set_value("User", users.am, "enabled", 0)
		give(users, asked, mark_2=1)
		found = get_tasks(asked, "low_marks")
		assert found and users.am not in found

	@pytest.mark.parametrize(
		("values", "words"),
		[
			({"mark_1": 6}, "Question 1"),
			({"mark_2": ""}, "Question 2"),
			({"mark_3": "three"}, "Question 3"),
			({"words": "x" * 100_000}, "5,000"),
		],
	)
	def test_what_is_no_answer_is_refused_and_changes_nothing(self, users, asked, values, words):
		refuse(lambda: give(users, asked, **values), words=words)
		assert frappe.db.get_value("Client Feedback", asked.name, "workflow_state") == "Asked"

	def test_colleagues_and_other_clients_do_not_find_it(self, users, asked):
		for stranger in (users.a2, users.b1):
			with deals.as_user(stranger), pytest.raises(frappe.DoesNotExistError):
				give_feedback.give(name=asked.name, **MARKS)
			with deals.as_user(stranger):
				assert asked.name not in frappe.as_json(overview.get_overview())
		with deals.as_user(users.a1):
			assert f"/salesflow/feedback/{asked.name}" in frappe.as_json(overview.get_overview()["waiting"])

	def test_too_late_and_withdrawn_take_no_answer(self, users, asked):
		asked.db_set("valid_till", add_days(today(), -1))
		refuse(give, users, asked, words="was valid until")
		with deals.as_user(users.am):
			refuse(deals.do, frappe.get_doc("Client Feedback", asked.name), "Withdraw", words="Reason")
			give_reason("Client Feedback", asked.name, "Withdraw", "We called them")
			deals.do(frappe.get_doc("Client Feedback", asked.name), "Withdraw")
		with pytest.raises(frappe.DoesNotExistError):
			give(users, asked)


class TestClock:
	def test_one_reminder_after_working_days_and_then_the_end(self, users, asked, mails):
		factories.set_days_off(asked.company)
		asked.db_set("asked_on", add_days(today(), -5))
		for _day in range(3):
			clock.remind(asked.name)
		assert len(mails.find("Reminder: how did we do?", doc=asked)) == 1
		asked.reload()
		asked.db_set("valid_till", add_days(today(), -1))
		clock.expire(asked.name)
		assert frappe.db.get_value("Client Feedback", asked.name, "workflow_state") == "Expired"

	def test_no_reminder_too_early_or_where_reminders_are_off(self, users, asked, mails):
		factories.set_days_off(asked.company)
		asked.db_set("asked_on", add_days(today(), -4))
		clock.remind(asked.name)
		asked.db_set("asked_on", add_days(today(), -9))
		frappe.db.set_value("Customer", asked.customer, "salesflow_reminders_off", 1)
		clock.remind(asked.name)
		assert not mails.find("Reminder: how did we do?", doc=asked)


class TestReading:
	def test_people_of_the_deal_their_leader_and_operations_read_it_and_nobody_else(self, users, asked):
		readers = {"am", "sm", "om", "sys"}
		strangers = {"su2", "sa", "ap", "ac", "a1", "b1"}
		for short in readers | strangers:
			user = getattr(users, short)
			assert frappe.has_permission("Client Feedback", "read", asked.name, user=user) == (
				short in readers
			), short
			if short in readers | {"su2", "sa"}:
				with deals.as_user(user):
					found = frappe.get_list("Client Feedback", {"name": asked.name})
					assert bool(found) == (short in readers), short

	def test_nobody_writes_one_by_hand_or_changes_an_answer(self, users, asked):
		give(users, asked)
		with deals.as_user(users.am):
			feedback = frappe.get_doc("Client Feedback", asked.name)
			feedback.update({"mark_1": 1, "words": "Bad", "account_manager": users.su2})
			feedback.save()
		asked.reload()
		assert (asked.mark_1, asked.words, asked.account_manager) == (5, "", users.am)
		new = {"doctype": "Client Feedback", "customer": users.customer_a, "company": users.company}
		refuse(frappe.get_doc(new).insert, ignore_permissions=True, words="not by hand")
