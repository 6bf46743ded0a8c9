"""Answers by personal link, right and wrong. The ids are those of the threat model and of the faults."""

import frappe
import pytest

from salesflow_app.signing import opening
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.portal.helpers import get_events, get_state
from salesflow_app.tests.site.signing import helpers


@pytest.fixture
def verified(sow, visit):
	visitor = visit(sow)
	visitor.give_code(sow)
	return visitor


def accept(visitor, proposal, **values):
	named = {"name": proposal.name, "content_hash": proposal.content_hash, "full_name": "Nora New"}
	return visitor.do(helpers.ACCEPT, **{**named, "authority": 1, "consent": 1, **values})


def test_proposal_is_accepted_by_link(proposal, visit):
	visitor = visit(proposal)
	assert visitor.do(helpers.PRICES, name=proposal.name).ok
	visitor.give_code(proposal)
	answer = accept(visitor, proposal)
	assert answer.ok, get_refusal(answer)
	assert get_state(proposal) == "Accepted"
	assert "Thank you" in visitor.reload()


def test_changes_are_asked_for_by_link(sow, verified):
	values = {"doctype": "SOW", "name": sow.name, "content_hash": sow.content_hash}
	assert verified.do(helpers.CHANGES, **values, wishes="Later, <b>please</b>").ok
	assert get_state(sow) == "Changes Requested"
	page = verified.reload()
	assert "Later, &lt;b&gt;please" in page and "new version" in page


def test_r01_second_click_gets_the_first_receipt(sow, verified):
	first, second = verified.sign(sow), verified.sign(sow)
	assert first.ok and second.ok and first.json() == second.json()
	assert get_events(sow).count("signed") == 1
	assert frappe.db.count("Sales Order", {"salesflow_sow": sow.name}) == 1


def test_r70_back_refresh_and_posting_again_show_the_receipt(sow, verified):
	assert verified.sign(sow).ok
	before = get_events(sow)
	for _number in range(3):
		page = verified.reload()
		assert 'id="receipt"' in page and "data-act" not in page
		assert verified.sign(sow).ok
	values = {"doctype": "SOW", "name": sow.name, "content_hash": sow.content_hash}
	late = verified.do(helpers.DECLINE, **values, reason="Changed my mind")
	assert not late.ok and "can no longer be answered" in get_refusal(late)
	assert get_events(sow) == before


def test_t21_version_that_was_not_seen_is_not_signed(users, sow, verified):
	with deals.as_user(users.sa):
		revised = deals.do(frappe.get_doc("SOW", sow.name), "Revise")
		revised.scope = "<p>Something else.</p>"
		revised.save()
		sent = deals.do(deals.do(frappe.get_doc("SOW", sow.name), "Mark Ready"), "Send to Client")
	frappe.db.commit()
	assert verified.sign(sow).status_code == 410
	assert verified.sign(sent).status_code == 410
	assert get_state(sow) == "Sent"


@pytest.mark.parametrize("content_hash", ["", "0" * 64, None])
def test_t21_other_hash_is_refused(sow, verified, content_hash):
	answer = verified.sign(sow, content_hash=content_hash)
	assert 400 <= answer.status_code < 500 and "Traceback" not in answer.text
	assert get_state(sow) == "Sent"


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"consent": 0}, "Consent"),
		({"authority": 0}, "Authority"),
		({"full_name": ""}, "Full name"),
		({"full_name": "A"}, "Full name"),
		({"full_name": "A" * 10000}, "Full name"),
		({"full_name": "Alma\x07Bell"}, "Full name"),
		({"full_name": "Alma\u202eevil"}, "Full name"),
		({"full_name": " \u200f  "}, "Full name"),
	],
)
def test_t22_incomplete_signature_is_refused_with_its_field(sow, verified, values, words):
	answer = verified.sign(sow, **values)
	assert answer.status_code == 417 and words in get_refusal(answer)
	assert get_state(sow) == "Sent" and "signed" not in get_events(sow)


@pytest.mark.parametrize("full_name", ["محمد علي", "שרה כהן", "José Ñúñez", "李小龍"])
def test_names_of_all_scripts_are_taken(sow, verified, full_name):
	answer = verified.sign(sow, full_name=full_name)
	assert answer.ok, get_refusal(answer)
	assert full_name in verified.reload()


def test_t23_what_the_page_does_not_send_is_not_taken(sow, verified):
	answer = verified.sign(
		sow,
		total=1,
		docstatus=2,
		workflow_state="Declined",
		signed_on="2020-01-01",
		ip="6.6.6.6",
		approver="x",
		flags={"ignore_permissions": 1},
		doctype="SOW",
		cmd="frappe.client.delete",
	)
	assert answer.ok, get_refusal(answer)
	frappe.db.rollback()
	signed = frappe.get_doc("SOW", sow.name)
	assert (signed.docstatus, signed.workflow_state, signed.total) == (1, "Signed", sow.total)
	assert signed.signed_on.year > 2020 and signed.signed_ip != "6.6.6.6"


@pytest.mark.parametrize("values", [[], "x", "[1]", None, {"name": {"a": 1}}, {"name": ["like", "%"]}])
def test_values_of_any_shape_are_refused(sow, verified, values):
	headers = {"X-Salesflow-Review": verified.form_token}
	sent = {"act": helpers.SIGN, "values": values}
	answer = verified.client.post(f"/api/method/{helpers.DOOR}", json=sent, headers=headers)
	assert 400 <= answer.status_code < 500 and "Traceback" not in answer.text
	assert get_state(sow) == "Sent"


def test_t36_and_t37_address_and_browser_are_kept_safely(sow, visit):
	visitor = visit(sow)
	visitor.client.headers["X-Forwarded-For"] = "8.8.8.8"
	visitor.client.headers["User-Agent"] = "<img src=x onerror=alert(1)> " + "y" * 50000
	visitor.give_code(sow)
	assert visitor.sign(sow).ok
	entry = frappe.get_last_doc("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "signed"})
	assert entry.ip_address == "127.0.0.1" and entry.claimed_address == "8.8.8.8"
	assert len(entry.user_agent) <= 512
	assert frappe.db.get_value("SOW", sow.name, "signed_ip") == "127.0.0.1"


def test_t47_get_answers_nothing(sow, verified):
	before = get_events(sow)
	for act in ("send_code", helpers.SIGN, helpers.DECLINE):
		answer = verified.client.get(f"/api/method/{helpers.DOOR}", params={"act": act, "values": "{}"})
		assert answer.status_code in (403, 405)
		assert verified.client.head(f"/api/method/{helpers.DOOR}").status_code in (403, 405)
	assert get_state(sow) == "Sent" and get_events(sow) == before


def test_t48_other_website_and_missing_form_token_are_refused(sow, verified):
	sent = {"act": "send_code", "values": {}}
	path, right = f"/api/method/{helpers.DOOR}", {"X-Salesflow-Review": verified.form_token}
	for headers in ({}, {"X-Salesflow-Review": "x"}, {**right, "Origin": "https://evil.example"}):
		assert verified.client.post(path, json=sent, headers=headers).status_code == 400
	assert verified.client.post(path, data={"act": "send_code"}).status_code == 400
	assert get_state(sow) == "Sent"


def test_t49_pages_cannot_be_framed(sow, visit):
	answer = visit(sow).page
	assert answer.headers["X-Frame-Options"] == "DENY"
	assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_t50_scanner_that_follows_every_link_answers_nothing(sow, http, jobs):
	import re

	token, client = helpers.make_token(sow), http.guest()
	before = get_events(sow)
	for _number in range(20):
		page = client.get(f"/review/{token}")
		assert client.head(f"/review/{token}").status_code in (200, 302)
		for target in set(re.findall(r'(?:href|action|src)="(/[^"#]*)"', page.text)):
			client.get(target.replace("&amp;", "&"))
	assert get_state(sow) == "Sent" and get_events(sow) == before


def test_r73_opening_is_kept_and_is_no_view(sow, visit, users):
	token = helpers.make_token(sow)
	link = helpers.get_link(sow)
	for _number in range(2):
		opening.write_opened(link.name, {"ip_address": "::1", "claimed_address": "", "user_agent": "Scanner"})
	frappe.db.commit()
	assert get_events(sow).count("link_opened") == 1 and get_state(sow) == "Sent"
	visitor = visit(token=token)
	for _number in range(2):
		assert visitor.do(helpers.VIEW, doctype="SOW", name=sow.name).ok
	assert get_events(sow).count("viewed") == 1 and get_state(sow) == "Viewed"
	now = helpers.get_link(sow)
	assert now.first_opened and now.first_seen


def test_t01_and_t02_link_of_a_colleague_does_not_sign(users, sow, visit):
	visitor = visit(token=helpers.make_token(sow, users.a2))
	visitor.give_code(sow)
	answer = visitor.sign(sow)
	assert answer.status_code == 403 and sow.name in get_refusal(answer)
	assert get_state(sow) == "Sent"


def test_pdf_comes_with_the_link_alone(sow, visit, http):
	path = "/api/method/salesflow_app.portal.by_link.pdf"
	assert http.guest().get(path).status_code == 404
	answer = visit(sow).client.get(path)
	assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
