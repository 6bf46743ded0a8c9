"""The approver's page: what it shows to whom, and that its text is text."""

import json

import frappe
import pytest

from salesflow_app.approval import page
from salesflow_app.mails.approval_asked import write_asked
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.approval.helpers import (
	approve,
	get_rules,
	make_approver,
	make_waiting,
	reload,
	send_back,
)
from salesflow_app.tests.site.proposal.helpers import CANARY, SHOWN


def open_page(doc, user: str) -> dict:
	with deals.as_user(user):
		return page.get_page(doc.doctype, doc.name)


def test_page_shows_value_rule_and_buttons(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	shown = open_page(doc, approvers[0])
	assert dict(shown["facts"])["Client"] == doc.customer_name
	assert [row["is_next"] for row in shown["levels"]] == [True, False]
	assert all(row["why"].startswith("row") for row in shown["levels"])
	assert (shown["may"]["approve"], shown["may"]["return"], shown["may"]["ask"]) == (True, True, True)
	assert not open_page(doc, approvers[1])["may"]["approve"]
	json.dumps(shown, default=str)


def test_order_has_a_name_that_people_know(users):
	"""ERPNext leaves the place holder {customer_name} in its title."""
	order = factories.make_sales_order(users.customer_a)
	assert open_page(order, users.sm)["title"] == order.customer_name
	subject = write_asked(order, frappe._dict(approvers=[users.sm], actor=users.su)).subject
	assert subject == f"Please approve: {order.name} for {order.customer_name}"


@pytest.mark.parametrize("doctype", ["Work Proposal"], indirect=True)
def test_page_is_closed_to_those_who_cannot_read_the_document(users, two_levels, doctype):
	doc = make_waiting(users, doctype)
	for short in ("ap", "mf", "a1"):
		with pytest.raises((frappe.PermissionError, frappe.DoesNotExistError)):
			open_page(doc, getattr(users, short))


def test_t58_margin_is_only_for_those_who_may_see_costs(users, settings):
	rule = {"company": "", "document": "Work Proposal", "margin_below": 77.5, "approver": users.om}
	settings(approval_rules=[rule])
	doc = proposals.review_new(users, items=[proposals.get_row(10000, CANARY)])
	shown = open_page(doc, users.om)
	assert "Margin" in dict(shown["facts"]) and "77.5" in shown["levels"][0]["why"]
	for short in ("su", "sa", "ac"):
		text = json.dumps(open_page(doc, getattr(users, short)), default=str)
		assert "Margin" not in text and "77.5" not in text and not SHOWN.search(text)


def test_t58_order_and_sow_show_no_margin_to_who_sees_no_costs(users, settings):
	settings(
		use_order_approval=1,
		sow_rules=[],
		departments=[],
		approval_rules=[
			*get_rules("SOW", users.ap, margin_below=77.5),
			*get_rules("Sales Order", users.sm, margin_below=77.5),
		],
	)
	for doctype, short in (("SOW", "ap"), ("Sales Order", "su")):
		text = json.dumps(open_page(make_waiting(users, doctype), getattr(users, short)), default=str)
		assert "Margin" not in text and "77.5" not in text


def test_first_version_has_nothing_to_compare(users, two_levels, doctype, approvers):
	assert open_page(make_waiting(users, doctype), approvers[0])["changes"] == {"since": "", "rows": []}


def test_page_says_what_changed_since_the_last_approval(users, settings):
	settings(approval_rules=[])
	doc = proposals.make_approved(users)
	with deals.as_user(users.am):
		doc = deals.do(reload(doc), "Revise")
		doc.items[0].rate = 12000
		doc.append("items", proposals.get_row(500, item_code=doc.items[0].item_code, description="More"))
		doc.sections[0].body = "<p>Rewritten {{ 7*7919191 }}</p>"
		doc.save()
		doc = deals.do(doc, "Send for Review")
	changes = open_page(doc, users.om)["changes"]
	assert "approved on" in changes["since"]
	labels = [row["label"] for row in changes["rows"]]
	assert any("Rate" in label for label in labels) and any("row added" in label for label in labels)
	rate = next(row for row in changes["rows"] if row["label"].endswith("Rate"))
	assert "10" in rate["before"] and "12" in rate["after"]
	texts = json.dumps(changes)
	assert "<ins>" in texts and "55434337" not in texts
	assert not any("ost" in label for label in labels)


def test_page_compares_an_amended_order_with_the_one_before(users, settings):
	settings(
		use_order_approval=1, approval_rules=get_rules("Sales Order", users.sm), sow_rules=[], departments=[]
	)
	order = make_waiting(users, "Sales Order")
	approve(order, users.sm)
	reload(order).cancel()
	with deals.as_user(users.su):
		amended = frappe.copy_doc(reload(order))
		amended.update({"amended_from": order.name, "docstatus": 0})
		amended.items[0].rate = 4321
		amended.insert()
		amended = deals.do(amended, "Submit for Approval")
	changes = open_page(amended, users.sm)["changes"]
	assert changes["since"] == order.name
	assert any(row["label"].endswith("Rate") for row in changes["rows"])


def test_page_says_where_the_text_leaves_the_master(users, settings):
	sections = [
		{"heading": "Scope", "body": "<p>We do one thing.</p>"},
		{"heading": "Terms", "body": "<p>Net.</p>"},
	]
	master = factories.make_master_document("Work Proposal", sections=sections)
	draft = proposals.make_draft(users)
	with deals.as_user(users.am):
		draft.sections[0].body = "<p>We do two things. <script>x</script></p>"
		draft.append("sections", {"heading": "Ours", "body": "<p>Our own</p>"})
		draft.save()
	text = open_page(proposals.review(users, reload(draft)), users.om)["text"]
	assert text["master"].startswith(master.title) and not text["newer"]
	rows = {row["heading"]: row for row in text["sections"]}
	assert set(rows) == {"Scope", "Ours"} and "<script" not in json.dumps(rows)
	assert (
		"<del>one thing.</del>" in rows["Scope"]["changes_html"]
		and "<ins>two" in rows["Scope"]["changes_html"]
	)
	assert rows["Ours"]["source"] == "own"


def test_page_keeps_what_was_said_before(users, two_levels, doctype, approvers):
	doc = make_waiting(users, doctype)
	send_back(doc, approvers[0], "Too <b>cheap</b> {{ 7*7919191 }}")
	said = open_page(doc, approvers[0])["said"]
	assert [row["what"] for row in said] == ["returned it", "asked for approval"]
	assert "{{ 7*7919191 }}" in said[0]["words"]


def test_page_of_a_document_that_does_not_wait_offers_nothing(users):
	doc = proposals.make_draft(users)
	assert open_page(doc, users.om)["may"] == {
		"why_not": "It does not wait for approval. Open the document to see what comes next."
	}


def test_address_of_the_page_names_the_document(users):
	doc = make_approver("SOW") and proposals.make_draft(users)
	with deals.as_user(users.om):
		assert page.get_page("work-proposal", doc.name)["name"] == doc.name
