"""Questions and answers, and the page as our staff see it."""

import frappe
import pytest

from salesflow_app.portal.ask import ask
from salesflow_app.signing import links, opening
from salesflow_app.signing.questions import MOST_AN_HOUR, reply
from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.portal.helpers import get_events, get_page, get_state
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.tests.site.signing import helpers

ASK = "salesflow_app.portal.ask.ask"


@pytest.mark.parametrize("make_sent", [deals.make_sent_sow, proposals.make_sent])
def test_question_reaches_the_owner_and_the_answer_its_asker(users, as_user, mails, make_sent):
	doc = make_sent(users)
	with as_user(users.a1):
		ask(doc.doctype, doc.name, "When do <b>you</b> start?")
	tasks = {"reference_name": doc.name, "salesflow_task": "answer_question", "status": "Open"}
	assert frappe.get_all("ToDo", tasks, pluck="allocated_to") == [users.am]
	told = mails.find("Question from", to=users.am)[-1]
	assert "When do &lt;b&gt;you" in told.html
	with as_user(users.am):
		reply(doc.doctype, doc.name, "On Monday")
		refuse(reply, doc.doctype, doc.name, "Again", words="no question is waiting")
	assert not frappe.get_all("ToDo", tasks)
	answered = mails.find("Our answer", to=users.a1)[-1]
	assert "On Monday" in answered.text and "When do" in answered.text
	assert doc.db_get("workflow_state") == "Sent"


def test_thread_is_read_on_the_page_by_link_and_in_the_portal(users, sow, visit, http):
	visitor = visit(sow)
	answer = visitor.do(ASK, doctype="SOW", name=sow.name, question="Who is <i>our</i> contact?")
	assert answer.ok, get_refusal(answer)
	frappe.db.rollback()
	with deals.as_user(users.am):
		reply("SOW", sow.name, "Ada is.")
	frappe.db.commit()
	for page in (visitor.reload(), get_page(http.as_user(users.a1), sow)):
		assert "Who is &lt;i&gt;our" in page and "Ada is." in page and "Nora New" in page
	assert get_events(sow)[-2:] == ["asked", "replied"] and get_state(sow) == "Sent"


def test_copy_may_ask(sow, visit):
	visitor = visit(token=helpers.make_token(sow, "copy@client-a.example", links.READ))
	assert visitor.do(ASK, doctype="SOW", name=sow.name, question="Is tax included?").ok
	frappe.db.rollback()
	entry = frappe.get_last_doc("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "asked"})
	assert (entry.actor, entry.actor_kind) == ("copy@client-a.example", "Client")


@pytest.mark.parametrize("words", ["", "  ", "\u202e", "x" * 5001])
def test_question_without_readable_words_is_refused(users, as_user, words):
	sow = deals.make_sent_sow(users)
	with as_user(users.a1):
		refuse(ask, "SOW", sow.name, words, words="Your question")


def test_questions_have_a_limit_and_strangers_ask_nothing(users, as_user):
	sow = deals.make_sent_sow(users)
	with as_user(users.a1):
		for number in range(MOST_AN_HOUR):
			ask("SOW", sow.name, f"Question {number}")
		refuse(ask, "SOW", sow.name, "One more", words="call us")
	with as_user(users.b1), pytest.raises(frappe.DoesNotExistError):
		ask("SOW", sow.name, "What is it?")
	for who in (users.a1, users.ac):
		with as_user(who), pytest.raises((frappe.PermissionError, frappe.DoesNotExistError)):
			reply("SOW", sow.name, "Forged")


def test_staff_see_the_page_as_the_client_and_change_nothing(users, sow, http):
	before = get_events(sow)
	path = f"/review?see_as_client=1&doctype=SOW&name={sow.name}"
	page = http.as_user(users.am).get(path)
	assert page.status_code == 200 and sow.title in page.text and "does not count" in page.text
	assert "data-act" not in page.text and "data-view-report" not in page.text
	assert get_events(sow) == before and get_state(sow) == "Sent"
	opening.write_preview(
		"SOW", sow.name, users.am, {"ip_address": "", "claimed_address": "", "user_agent": ""}
	)
	frappe.db.commit()
	assert get_events(sow)[-1] == "previewed" and get_state(sow) == "Sent"
	for client in (http.as_user(users.b1), http.guest()):
		assert sow.title not in client.get(path).text
