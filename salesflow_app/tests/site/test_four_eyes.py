"""Whoever wrote some of what is approved does not approve it; what a save writes is what the rules judge."""

import frappe
import pytest

from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.tests.site.refusals import refuse

REVIEW = [{"company": "", "amount_from": 0, "sow_needed": 1, "senior_review_needed": 1}]
BY_MANAGER = [{"company": "", "document": "Sales Order", "approver_role": "Sales Manager"}]
WORDS = "someone else must"


@pytest.fixture
def drafter(users):
	"""A Sales Assistant who may review SOWs as well."""
	return factories.make_user("Sales Assistant", "Account Manager", "SOW Approver")


def save(doc, user, **values):
	with deals.as_user(user):
		doc = frappe.get_doc(doc.doctype, doc.name)
		doc.update(values)
		doc.save()
	return doc


def test_drafter_of_a_sow_that_another_created_does_not_review_it(users, settings, drafter):
	settings(sow_rules=REVIEW)
	sow = save(deals.make_drafted_sow(users), drafter, scope="<p>Rewritten.</p>")
	with deals.as_user(users.sa):
		sow = deals.do(sow, "Request Senior Review")
	with deals.as_user(drafter):
		sentence = refuse(deals.do, sow, "Approve", words=WORDS)
	assert sow.name in sentence and "SOW Approver" in sentence
	with deals.as_user(users.ap):
		assert deals.do(sow, "Approve").workflow_state == "Ready"


def test_drafter_of_a_sow_is_not_asked_to_review_it(users, settings, drafter):
	settings(sow_rules=REVIEW)
	sow = save(deals.make_drafted_sow(users), drafter, scope="<p>Rewritten.</p>")
	with deals.as_user(users.sa):
		deals.do(sow, "Request Senior Review")
	asked = {"reference_name": sow.name, "salesflow_task": "review", "status": "Open"}
	people = frappe.get_all("ToDo", asked, pluck="allocated_to")
	assert users.ap in people and drafter not in people


def test_author_of_what_was_approved_before_may_approve_what_others_wrote_since(users, settings, drafter):
	settings(sow_rules=REVIEW)
	sow = save(deals.make_drafted_sow(users), drafter, scope="<p>Rewritten.</p>")
	with deals.as_user(users.sa):
		sow = deals.do(sow, "Request Senior Review")
	with deals.as_user(users.ap):
		deals.do(sow, "Approve")
	with deals.as_user(users.sa):
		sow = deals.do(frappe.get_doc("SOW", sow.name), "Revise")
		sow = save(sow, users.sa, scope="<p>Again.</p>")
		sow = deals.do(sow, "Request Senior Review")
	with deals.as_user(drafter):
		assert deals.do(sow, "Approve").workflow_state == "Ready"


def test_save_that_changes_nothing_makes_no_author(users, settings, drafter):
	settings(sow_rules=REVIEW)
	sow = save(deals.make_drafted_sow(users), drafter)
	with deals.as_user(users.sa):
		sow = deals.do(sow, "Request Senior Review")
	with deals.as_user(drafter):
		assert deals.do(sow, "Approve").workflow_state == "Ready"


@pytest.mark.parametrize("is_one_save", [False, True])
def test_operations_manager_does_not_approve_the_price_they_wrote(users, is_one_save):
	proposal = given.get("proposal_in_review")
	items = [{**proposal.items[0].as_dict(), "rate": 12000}]
	if is_one_save:
		refuse(save, proposal, users.om, items=items, workflow_state="Approved", words=WORDS)
	else:
		proposal = save(proposal, users.om, items=items)
		refuse(proposals.approve, users, proposal, words=WORDS)
	other = factories.make_user("Operations Manager")
	with deals.as_user(other):
		assert deals.do(frappe.get_doc("Work Proposal", proposal.name), "Approve").approved_by == other


def test_sales_manager_does_not_approve_the_order_they_changed(users, settings):
	settings(use_order_approval=1, approval_rules=BY_MANAGER, sow_rules=[], departments=[])
	items = [factories.get_item_row()]
	with deals.as_user(users.su):
		order = factories.make_sales_order(customer=users.customer_a, items=items)
		order = deals.do(order, "Submit for Approval")
	order = save(order, users.sm, items=[{**order.items[0].as_dict(), "rate": 777}])
	with deals.as_user(users.sm):
		refuse(deals.do, order, "Approve", words=WORDS)
	with deals.as_user(users.om):
		assert deals.do(frappe.get_doc("Sales Order", order.name), "Approve").docstatus == 1


def test_what_a_request_says_of_the_authors_counts_for_nothing(users, http, committed):
	proposal = proposals.review_new(users)
	frappe.db.commit()
	client = http.as_user(users.om)
	assert client.api_put("Work Proposal", proposal.name, title="Rewritten").status_code == 200
	assert client.api_put("Work Proposal", proposal.name, authors="").status_code == 200
	assert client.api_put("Work Proposal", proposal.name, workflow_state="Approved").status_code == 403


# A state and the content in one save


def test_rules_judge_the_content_that_is_saved_with_the_step(users, settings):
	rule = {"company": "", "amount_from": 100000, "sow_needed": 1, "senior_review_needed": 1}
	settings(sow_rules=[rule])
	sow = deals.make_drafted_sow(users)
	items = [{**sow.items[0].as_dict(), "rate": 900000}]
	refuse(save, sow, users.sa, items=items, workflow_state="Ready", words="Request Senior Review")
	assert frappe.db.get_value("SOW", sow.name, ["workflow_state", "total"]) == ("Drafting", 10000)


def test_step_takes_the_version_of_the_msa_that_is_saved_with_it(users):
	sow = given.get("drafted_sow")
	msa = factories.make_contract(users.customer_a, salesflow_msa_version="2026-07")
	sow = save(sow, users.sa, msa=msa.name, workflow_state="Ready")
	assert (sow.workflow_state, sow.msa_version) == ("Ready", "2026-07")


@pytest.mark.parametrize(
	"field, value",
	[
		("senior_approver", "Administrator"),
		("senior_review_needed", 0),
		("msa_version", "9"),
		("rule_reason", "x"),
	],
)
def test_fields_of_the_server_are_not_written_during_the_review(users, settings, field, value):
	settings(sow_rules=REVIEW)
	sow = deals.make_drafted_sow(users)
	with deals.as_user(users.sa):
		sow = deals.do(sow, "Request Senior Review")
	known = sow.get(field)
	assert save(sow, users.ap, **{field: value}).get(field) == known
