"""Several levels: all approve, in order, each another person; the state changes with the last."""

import frappe
import pytest

from salesflow_app.approval import asking, deciding, gate
from salesflow_app.approval.levels import get_levels
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.approval.helpers import (
	APPROVED,
	WAITING,
	approve,
	get_entries,
	get_rules,
	get_state,
	get_tasks,
	make_approver,
	make_waiting,
	reload,
	send_back,
)
from salesflow_app.tests.site.refusals import refuse


def get_key(doctype: str) -> str:
	return asking.TASKS[doctype]


def test_state_changes_with_the_last_level(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	approve(doc, approvers[0], comment="Fine")
	assert get_state(doc) == WAITING[doctype]
	receipt = approve(doc, approvers[1])
	assert get_state(doc) == receipt["state"] == APPROVED[doctype]
	assert [(entry[0], entry[1], entry[2]) for entry in get_entries(doc)[1:]] == [
		("Approved", 1, approvers[0]),
		("Approved", 2, approvers[1]),
	]


def test_each_level_has_its_task_and_its_mail(users, two_levels, doctype, approvers, mails):
	doc = make_waiting(users, doctype)
	assert get_tasks(doc, get_key(doctype)) == [approvers[0]]
	approve(doc, approvers[0])
	assert get_tasks(doc, get_key(doctype)) == [approvers[1]]
	approve(doc, approvers[1])
	assert get_tasks(doc, get_key(doctype)) == []
	asked = [mail for mail in mails.all if mail.subject.startswith("Please ")]
	slug = doctype.lower().replace(" ", "-")
	assert len(asked) == 2 and all(f"/salesflow-approval/{slug}/{doc.name}" in mail.text for mail in asked)


def test_second_level_does_not_come_first(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	refuse(approve, doc, approvers[1], words="must be approved by")
	assert get_state(doc) == WAITING[doctype] and len(get_entries(doc)) == 1


def test_button_of_the_first_level_does_not_take_the_step(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	with deals.as_user(approvers[0]):
		refuse(deals.do, reload(doc), "Approve", words="Review and Decide")
	with deals.as_user(approvers[1]):
		refuse(deals.do, reload(doc), "Approve", words="must be approved by")
	approve(doc, approvers[0])
	with deals.as_user(approvers[1]):
		deals.do(reload(doc), "Approve")
	assert get_state(doc) == APPROVED[doctype]


def test_nobody_approves_two_levels(users, settings, doctype):
	one = make_approver(doctype)
	settings(use_order_approval=1, approval_rules=get_rules(doctype, one, one), sow_rules=[], departments=[])
	doc = make_waiting(users, doctype)
	approve(doc, one)
	refuse(approve, doc, one, words="needs somebody else")
	assert get_state(doc) == WAITING[doctype]


def test_author_approves_no_level(users, settings):
	one = factories.make_user("Account Manager", "Operations Manager")
	settings(approval_rules=get_rules("Work Proposal", one, users.om))
	draft = proposals.make_draft(users)
	with deals.as_user(one):
		draft = reload(draft)
		draft.title = "Written by the first approver"
		draft.save()
	doc = proposals.review(users, reload(draft))
	refuse(approve, doc, one, words="someone else must")


def test_level_whose_rules_do_not_fit_is_not_asked(users, settings, doctype):
	one, other = make_approver(doctype), make_approver(doctype)
	rules = get_rules(doctype, one, other, amount_from=1_000_000)
	settings(use_order_approval=1, approval_rules=rules, sow_rules=[], departments=[])
	doc = make_waiting(users, doctype)
	assert [level.label for level in get_levels(doc)] == [frappe.utils.get_fullname(one)]
	approve(doc, one)
	assert get_state(doc) == APPROVED[doctype]


def test_first_row_that_fits_decides_in_each_level(users, settings, doctype):
	one, other = make_approver(doctype), make_approver(doctype)
	rules = [
		{"company": "", "document": doctype, "level": 2, "approver": other},
		{"company": "", "document": doctype, "level": 1, "amount_from": 10_000_000, "approver": other},
		{"company": "", "document": doctype, "level": 1, "approver": one},
		{"company": "", "document": doctype, "level": 2, "approver": one},
	]
	settings(use_order_approval=1, approval_rules=rules, sow_rules=[], departments=[])
	levels = get_levels(make_waiting(users, doctype))
	assert [level.rule["approver"] for level in levels] == [one, other]
	assert [level.reason.split(":")[0] for level in levels] == ["row 3", "row 1"]


def test_returning_needs_a_reason_and_begins_a_new_round(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	approve(doc, approvers[0])
	refuse(send_back, doc, approvers[1], " ", words="reason")
	send_back(doc, approvers[1])
	assert get_entries(doc)[-1][0] == "Returned"
	with deals.as_user(doc.owner):
		doc = deals.do(
			reload(doc),
			{"Work Proposal": "Send for Review", "SOW": "Request Senior Review"}.get(
				doctype, "Submit for Approval"
			),
		)
	assert get_tasks(doc, get_key(doctype)) == [approvers[0]]
	assert [level.number for level in gate.get_open_levels(doc)] == [1, 2]


@pytest.mark.parametrize("doctype", ["Work Proposal", "Sales Order"], indirect=True)
def test_change_while_it_waits_voids_the_levels_that_approved(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	approve(doc, approvers[0])
	third = make_approver(doctype)
	if doctype == "Sales Order":  # only an approver by the rules changes an order that waits
		third = approvers[1]
	with deals.as_user(third):
		doc = reload(doc)
		doc.items[0].rate = 777
		doc.save()
	assert get_entries(doc)[-1][0] == "Voided"
	assert get_tasks(doc, get_key(doctype)) == [approvers[0]]
	assert [level.number for level in gate.get_open_levels(reload(doc))] == [1, 2]


def test_what_changed_since_it_was_opened_is_not_approved(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	with deals.as_user(approvers[0]):
		refuse(deciding.approve, doctype, doc.name, 1, "2026-01-01 00:00:00", words="was changed since")


def test_second_click_gets_the_same_receipt(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	assert approve(doc, approvers[0], level=1) == approve(doc, approvers[0], level=1)
	assert approve(doc, approvers[1], level=2) == approve(doc, approvers[1], level=2)
	assert [entry[0] for entry in get_entries(doc)] == ["Requested", "Approved", "Approved"]


def test_question_is_asked_and_answered_while_it_waits(users, two_levels, doctype, approvers, mails):
	doc = make_waiting(users, doctype)
	asker = doc.owner
	with deals.as_user(approvers[0]):
		deciding.ask(doctype, doc.name, "Why <b>so</b> cheap? {{ 7*7919191 }}")
	assert get_tasks(doc, asking.QUESTION) == [asker] and get_state(doc) == WAITING[doctype]
	(mail,) = mails.find("Question about", to=asker)
	assert "{{ 7" in mail.text and "55434337" not in mail.text
	with deals.as_user(asker):
		deciding.answer(doctype, doc.name, "A pilot")
	assert get_tasks(doc, asking.QUESTION) == []
	assert "A pilot" in mails.find("Answer about", to=approvers[0])[0].text
	approve(doc, approvers[0])


@pytest.mark.parametrize("doctype", ["Work Proposal", "SOW"], indirect=True)
def test_evidence_tells_each_level(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	approve(doc, approvers[0], comment="Fine")
	approve(doc, approvers[1])
	rows = frappe.get_all(
		"Salesflow Evidence Entry",
		{"reference_name": doc.name, "event": ("in", ("level_approved", "approved", "ready"))},
		["event", "actor", "words"],
		order_by="sequence asc",
	)
	assert [row.actor for row in rows] == list(approvers)
	assert rows[0].event == "level_approved" and "Fine" in rows[0].words


def test_single_level_goes_on_as_before(users, settings):
	settings(approval_rules=[{"company": "", "document": "Work Proposal", "approver": users.om}])
	doc = proposals.review_new(users)
	assert [level.number for level in get_levels(doc)] == [1]
	assert proposals.approve(users, doc).workflow_state == "Approved"


def test_sow_rule_with_an_approver_comes_before_the_approval_rules(users, settings):
	other = make_approver("SOW")
	rule = {"company": "", "sow_needed": 1, "senior_review_needed": 1, "approver": users.ap}
	settings(sow_rules=[rule], approval_rules=get_rules("SOW", other))
	sow = make_waiting(users, "SOW")
	assert [level.rule["approver"] for level in get_levels(sow)] == [users.ap, other]


def test_sow_whose_review_is_over_is_not_sent_with_other_content(users, settings):
	settings(sow_rules=[], approval_rules=get_rules("SOW", users.ap))
	sow = make_waiting(users, "SOW")
	approve(sow, users.ap)
	frappe.db.set_value("SOW", sow.name, "scope", "<p>Other</p>", update_modified=False)
	with deals.as_user(users.sa):
		refuse(deals.do, reload(sow), "Send to Client", words="differs from what")
	assert get_state(sow) == "Ready"


def test_revised_sow_is_no_longer_reviewed(users, settings):
	settings(sow_rules=[], approval_rules=get_rules("SOW", users.ap))
	sow = make_waiting(users, "SOW")
	approve(sow, users.ap)
	with deals.as_user(users.sa):
		sow = deals.do(reload(sow), "Revise")
		assert not sow.reviewed_by
		refuse(deals.do, sow, "Mark Ready", words="Not a valid Workflow Action")


def test_level_is_a_number_from_one_to_nine(users, settings):
	refuse(settings, approval_rules=get_rules("SOW", users.ap, level=10), words="Level")
	doc = settings(approval_rules=get_rules("SOW", users.ap, level=0))
	assert doc.approval_rules[0].level == 1


def test_decisions_are_not_written_by_hand(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	entry = {
		"doctype": "Salesflow Approval Entry",
		"decision": "Approved",
		"level": 1,
		"by_user": approvers[0],
	}
	entry |= {"reference_doctype": doctype, "reference_name": doc.name}
	refuse(frappe.get_doc(entry).insert, words="permanent record")
	known = frappe.get_doc("Salesflow Approval Entry", {"reference_name": doc.name})
	refuse(known.delete, words="permanent record")
