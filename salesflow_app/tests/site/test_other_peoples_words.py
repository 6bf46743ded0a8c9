"""Words of clients and colleagues run nowhere on the desk, whatever they look like."""

import frappe
import pytest

from salesflow_app import hooks
from salesflow_app.documents.reasons import give_reason
from salesflow_app.portal.decline import decline
from salesflow_app.portal.request_changes import request_changes
from salesflow_app.tests.site import deals, factories, given

MARK = frappe.generate_hash(length=12)
"""Tells these words from those that other tests commit."""
ATTACK = f'"<img src=x onerror=alert(`{MARK}`)>"'
RUNS = "onerror"


def find_what_runs(*doctypes: str) -> list[tuple[str, str, str]]:
	"""Table, record and field of each stored text in which the attack would run. Code is shown as code."""
	found = []
	for doctype in doctypes:
		shown = [df.fieldname for df in frappe.get_meta(doctype).fields if df.fieldtype != "Code"]
		for row in frappe.get_all(doctype, fields=["*"], order_by="name asc"):
			texts = {name: row.get(name) for name in shown if isinstance(row.get(name), str)}
			found += [
				(doctype, row.name, name)
				for name, text in texts.items()
				if MARK in text and f"<img src=x {RUNS}" in text
			]
	return found


def test_each_document_of_ours_is_cleaned():
	ours = {"module": "Salesflow App", "istable": 0}
	assert set(frappe.get_all("DocType", ours, pluck="name")) == set(hooks._OURS)


def test_signature(users):
	sow = deals.make_sent_sow(users, title=ATTACK, scope="<p>Work</p>")
	deals.sign(users, sow, title=ATTACK, customer_po_no=ATTACK)
	assert find_what_runs("SOW", "Salesflow Evidence Entry", "Sales Order", "Comment", "ToDo") == []
	entry = frappe.get_last_doc("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "signed"})
	assert RUNS in entry.payload and entry.actor_title  # the records keep every word


@pytest.mark.parametrize("answer", [decline, request_changes], ids=["decline", "request_changes"])
def test_answer_of_a_client(users, answer):
	proposal = given.get("sent_proposal")
	with deals.as_user(users.a1):
		answer("Work Proposal", proposal.name, proposal.content_hash, ATTACK)
	assert (
		find_what_runs("Work Proposal", "Salesflow Evidence Entry", "Comment", "ToDo", "Communication") == []
	)


def test_reason_of_a_colleague(users, settings):
	settings(sow_rules=[{"company": "", "amount_from": 0, "sow_needed": 1, "senior_review_needed": 1}])
	sow = deals.make_drafted_sow(users)
	with deals.as_user(users.sa):
		deals.do(sow, "Request Senior Review")
	with deals.as_user(users.ap):
		for words in (ATTACK, ATTACK.strip('"')):
			give_reason("SOW", sow.name, "Send Back", words)
			assert RUNS not in frappe.db.get_value("SOW", sow.name, "reason")
		deals.do(frappe.get_doc("SOW", sow.name), "Send Back")
	assert find_what_runs("SOW", "Salesflow Evidence Entry", "Comment", "ToDo") == []


def test_rows_are_cleaned_with_their_document(users):
	sow = deals.make_drafted_sow(users, milestones=factories.get_plan(100, milestone_name=ATTACK))
	assert RUNS not in frappe.db.get_value(
		"Payment Milestone Plan Row", {"parent": sow.name}, "milestone_name"
	)


@pytest.mark.parametrize("words", ["a < b & c > d", 'less < than, {"a": 1}', "x <- y"])
def test_text_that_is_no_html_stays_as_it_was_written(users, words):
	assert deals.make_drafted_sow(users, title=words).title == words
