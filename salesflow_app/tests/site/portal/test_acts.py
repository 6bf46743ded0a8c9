"""What clients do on their pages: view, decline, ask for changes, accept."""

import frappe
import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from salesflow_app.portal import answers, browser, decline, request_changes, view_document
from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.portal.helpers import (
	CHANGES,
	DECLINE,
	SIGN,
	VIEW,
	get_events,
	get_page,
	get_path,
	get_state,
)
from salesflow_app.tests.site.refusals import refused


def test_twenty_gets_change_nothing(make, users, browse):
	sow = make(deals.make_sent_sow)
	client, before = browse(users.a1), get_events(sow)
	for _number in range(20):
		assert client.get(get_path(sow)).status_code == 200
	client.head(get_path(sow))
	values = {"name": sow.name, "content_hash": sow.content_hash, "full_name": "Alma Approver"}
	ticks = {"authority": 1, "consent": 1}
	assert client.api_get(SIGN, **values, **ticks).status_code == 403
	for method, words in ((DECLINE, "reason"), (CHANGES, "wishes")):
		sent = {"doctype": "SOW", "name": sow.name, "content_hash": sow.content_hash, words: "By a scanner"}
		assert client.api_get(method, **sent).status_code == 403
	assert client.api_get(VIEW, doctype="SOW", name=sow.name).status_code == 403
	assert get_state(sow) == "Sent" and get_events(sow) == before


def test_view_is_recorded_once_and_for_the_named_person_only(make, users, browse):
	sow = make(deals.make_sent_sow)
	colleague, client = browse(users.a2), browse(users.a1)
	assert colleague.api_post(VIEW, doctype="SOW", name=sow.name).ok
	assert get_state(sow) == "Sent"
	for _number in range(3):
		assert client.api_post(VIEW, doctype="SOW", name=sow.name).json()["message"]["state"] == "Viewed"
	assert get_events(sow).count("viewed") == 1


def test_post_of_another_web_site_is_refused(make, users, http, browse):
	sow = make(deals.make_sent_sow)
	client = browse(users.a1)
	sent = {"doctype": "SOW", "name": sow.name, "content_hash": sow.content_hash, "reason": "Forged"}
	for origin in ("https://evil.example", "null"):
		answer = client.post(f"/api/method/{DECLINE}", data=sent, headers={"Origin": origin})
		assert answer.status_code == 400
	bare = {"X-Frappe-CSRF-Token": ""}
	assert client.post(f"/api/method/{DECLINE}", data=sent, headers=bare).status_code == 400
	assert get_state(sow) == "Sent"
	assert client.post(f"/api/method/{DECLINE}", data=sent, headers={"Origin": http.url}).ok
	assert get_state(sow) == "Declined"


@pytest.mark.parametrize(
	("act", "words", "state"),
	[
		(decline.decline, "reason", "Declined"),
		(request_changes.request_changes, "wishes", "Changes Requested"),
	],
)
@pytest.mark.parametrize("make_sent", [deals.make_sent_sow, proposals.make_sent])
def test_answer_is_recorded_with_its_words_and_a_task(users, as_user, site, make_sent, act, words, state):
	doc = make_sent(users)
	values = {"doctype": doc.doctype, "name": doc.name, "content_hash": doc.content_hash}
	with as_user(users.a1):
		first = act(**values, **{words: "5 < 6, please <b>change</b>"})
		second = act(**values, **{words: "Again"})
	assert first == second and first["state"] == state and first["receipt"]
	doc.reload()
	assert doc.workflow_state == state and doc.reason == "5 &lt; 6, please &lt;b>change&lt;/b>"
	payload = frappe.parse_json(frappe.db.get_value("Salesflow Evidence Entry", first["receipt"], "payload"))
	assert payload["words"] == "5 < 6, please <b>change</b>" and payload["actor"] == users.a1
	tasks = {"reference_type": doc.doctype, "reference_name": doc.name, "status": "Open"}
	assert users.am in frappe.get_all("ToDo", tasks, pluck="allocated_to")


def test_colleague_cannot_answer(users, as_user, site):
	sow = given.get("sent_sow")
	with as_user(users.a2), refused(sow.name):
		decline.decline("SOW", sow.name, sow.content_hash, "Not mine to say")
	assert sow.db_get("workflow_state") == "Sent"


@pytest.mark.parametrize("words", ["", "   ", "\u202e\u202d", "x" * 5001, "\x00\x07"])
def test_answer_without_readable_words_is_refused(users, as_user, site, words):
	sow = given.get("sent_sow")
	with as_user(users.a1), refused("Requested changes"):
		request_changes.request_changes("SOW", sow.name, sow.content_hash, words)
	assert sow.db_get("workflow_state") == "Sent"


def test_answer_to_another_version_is_refused(users, as_user, site):
	sow = given.get("sent_sow")
	with as_user(users.a1):
		for content_hash in ("", "0" * 64):
			with pytest.raises(frappe.ValidationError, match="Reload the page"):
				decline.decline("SOW", sow.name, content_hash, "Too dear")


def test_only_proposals_and_sows_have_these_answers(users, as_user, site):
	milestone = deals.get_milestones(given.get("signed_sow"))[0]
	with as_user(users.a1):
		for doctype, name in (("Payment Milestone", milestone.name), ("User", users.a1), ("Nothing", "x")):
			with pytest.raises(frappe.DoesNotExistError, match="not found"):
				decline.decline(doctype, name, "", "No thanks")
			with pytest.raises(frappe.DoesNotExistError, match="not found"):
				answers.start_answer(doctype, name, "declined")
		assert view_document.view("Payment Milestone", milestone.name)["receipt"] is None


def test_signed_sow_can_neither_be_declined_nor_changed(users, as_user, site):
	sow = given.get("signed_sow")
	with as_user(users.a1):
		for act in (decline.decline, request_changes.request_changes):
			with refused(sow.name):
				act("SOW", sow.name, sow.content_hash, "Changed my mind")
	assert sow.db_get("workflow_state") == "Signed"


def test_refresh_after_the_answer_shows_the_receipt(make, users, browse):
	sow = make(deals.make_sent_sow)
	client = browse(users.a1)
	sent = {"name": sow.name, "content_hash": sow.content_hash, "full_name": "Alma Approver"}
	first = client.api_post(SIGN, **sent, title="CEO", authority=1, consent=1)
	assert first.ok, get_refusal(first)
	before = get_events(sow)
	for _number in range(3):
		page = get_page(client, sow)
		assert 'id="receipt"' in page and "Alma Approver, CEO" in page and "data-act" not in page
	again = client.api_post(SIGN, **sent, title="CEO", authority=1, consent=1)
	assert again.json()["message"]["receipt"] == first.json()["message"]["receipt"]
	assert get_events(sow) == before


def test_milestone_is_accepted_on_its_page(make, users, browse):
	sow = make(deals.make_signed_sow, milestones=factories.get_plan(40, 60, acceptance_needed=1))
	milestone = deals.get_milestones(sow)[1]
	client = browse(users.a1)
	assert "We will ask you to accept it when it is complete." in get_page(client, milestone)
	with deals.as_user(users.am):
		deals.do(deals.do(milestone, "Mark Reached"), "Ask for Acceptance")
	frappe.db.commit()
	assert "accept_milestone.accept" in get_page(client, milestone)
	assert "accept_milestone" not in get_page(browse(users.a2), milestone)
	answer = client.api_post(
		"salesflow_app.portal.accept_milestone.accept",
		name=milestone.name,
		full_name="Alma Approver",
		consent=1,
	)
	assert answer.ok, get_refusal(answer)
	assert 'id="receipt"' in get_page(client, milestone)


def test_errors_of_the_acts_tell_no_internals(users, browse):
	client = browse(users.a1)
	for values in ({"doctype": "SOW", "name": "x" * 10000}, {"doctype": "x' OR 1=1 -- ", "name": "1"}):
		answer = client.api_post(VIEW, **values)
		assert answer.status_code == 404 and "SELECT" not in answer.text


@pytest.mark.parametrize(("path", "hidden"), [(f"/api/method/{VIEW}", True), ("/api/method/ping", False)])
def test_tracebacks_of_the_acts_stay_here(site, monkeypatch, path, hidden):
	monkeypatch.setattr(
		frappe.local, "request", Request(EnvironBuilder(path, method="POST").get_environ()), False
	)
	frappe.local.flags.disable_traceback = False
	browser.check_request()
	assert bool(frappe.local.flags.disable_traceback) is hidden
