"""Feedback by personal link, over HTTP, and twice at the same moment."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.signing import links
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.feedback.helpers import GIVE, MARKS, make_asked_feedback
from salesflow_app.tests.site.processes import Team
from salesflow_app.tests.site.signing import helpers


@pytest.fixture
def feedback(users, committed):
	"""Asked of somebody who never had a login, and committed."""
	sow = deals.make_signed_sow(users)
	doc = make_asked_feedback(sow, helpers.SIGNER, question_3="What about our coffee & tea?")
	frappe.db.commit()
	return doc


@pytest.fixture
def visitor(http, feedback):
	return helpers.Visitor(http.guest(), helpers.make_token(feedback, helpers.SIGNER, links.FEEDBACK))


def get_answer(feedback) -> tuple:
	frappe.db.rollback()
	return frappe.db.get_value("Client Feedback", feedback.name, ["workflow_state", "mark_1", "words"])


def test_client_answers_without_login_or_code_and_a_second_time_is_thanked(users, feedback, visitor):
	page = visitor.page.text
	assert "How did we do?" in page and "What about our coffee &amp; tea?" in page
	assert visitor.page.status_code == 200 and 'name="mark_3"' in page
	first = visitor.do(GIVE, name=feedback.name, **MARKS, words="Well done")
	assert first.ok, first.text[:300]
	again = visitor.do(GIVE, name=feedback.name, mark_1=1, mark_2=1, mark_3=1, words="No")
	assert again.ok and again.json()["message"] == first.json()["message"]
	assert get_answer(feedback) == ("Answered", 5, "Well done")
	shown = visitor.reload()
	assert "Thank you" in shown and "Well done" in shown and "data-act" not in shown


def test_link_is_good_for_this_one_answer_alone(users, feedback, visitor, http):
	other = deals.make_sent_sow(users)
	frappe.db.commit()
	refused = [
		visitor.do(GIVE, name="CF-OTHER", **MARKS),
		visitor.do(helpers.DECLINE, name=feedback.name, doctype="Client Feedback", reason="No"),
		visitor.do(helpers.VIEW, name=feedback.name, doctype="Client Feedback"),
		visitor.do("send_code"),
		helpers.Visitor(http.guest(), helpers.make_token(other)).do(GIVE, name=feedback.name, **MARKS),
		helpers.Visitor(http.guest(), "x" * 43).do(GIVE, name=feedback.name, **MARKS),
	]
	assert [answer.status_code for answer in refused] == [404] * 6
	bad = visitor.do(GIVE, name=feedback.name, mark_1=9, mark_2=1, mark_3=1)
	assert bad.status_code == 417 and "Question 1" in bad.text
	assert get_answer(feedback)[0] == "Asked"


def test_expired_and_withdrawn_links_say_so_and_show_nothing(users, feedback, visitor):
	feedback.db_set("valid_till", add_days(today(), -1))
	frappe.db.commit()
	assert "This link has expired" in visitor.reload() and "coffee" not in visitor.page.text
	assert visitor.do(GIVE, name=feedback.name, **MARKS).status_code == 410
	feedback.db_set({"valid_till": add_days(today(), 9), "workflow_state": "Withdrawn"})
	frappe.db.commit()
	assert visitor.reload() and visitor.page.status_code == 410 and "coffee" not in visitor.page.text


def test_colleague_with_a_login_does_not_find_the_page(users, feedback, http):
	for user in (users.a1, users.b1):
		page = http.as_user(user).get(f"/salesflow/feedback/{feedback.name}")
		assert page.status_code == 404 and "coffee" not in page.text


@pytest.mark.bench_only("processes meet at the row locks of MariaDB")
def test_two_answers_at_the_same_moment_are_one(users, feedback):
	link = links.find_by_token(helpers.make_token(feedback, helpers.SIGNER, links.FEEDBACK)).name
	workers = Team(4, snapshot_isolation=True)
	try:
		calls = [{"link": link, "name": feedback.name, "mark": mark} for mark in (1, 2, 4, 5)]
		outcomes = workers.run("salesflow_app.tests.site.feedback.race_calls.give", calls, user="Guest")
	finally:
		workers.close()
	assert [outcome.error for outcome in outcomes] == [""] * 4, [outcome.trace for outcome in outcomes]
	assert get_answer(feedback)[0] == "Answered"
	answered = {"reference_name": feedback.name, "event": "answered"}
	assert frappe.db.count("Salesflow Evidence Entry", answered) == 1
	told = {"reference_name": feedback.name, "event": "Feedback Answered"}
	assert frappe.db.count("Salesflow Outbox Entry", told) == 1
