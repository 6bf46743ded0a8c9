"""Review and approval of a Work Proposal: completeness, margin, approver, reasons."""

import frappe
import pytest

from salesflow_app.approval.levels import get_levels, get_matches
from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.tests.site.proposal.helpers import CANARY, SHOWN, get_order, get_state, reload
from salesflow_app.tests.site.refusals import refuse


def test_whole_way_to_the_draft_order(users, mails):
	frappe.db.set_value("User", users.a1, "last_login", frappe.utils.now())  # else they get a personal link
	doc = proposals.make_accepted(users)
	quotation = frappe.get_doc("Quotation", doc.quotation)
	order = frappe.get_doc("Sales Order", {"name": get_order(doc)})
	assert (quotation.docstatus, quotation.net_total, quotation.grand_total) == (1, 10000, 11900)
	assert (order.docstatus, order.net_total, order.owner) == (0, 10000, users.am)
	assert sum(row.payment_amount for row in order.payment_schedule) == order.grand_total
	events = [row.event for row in mails.entries()]
	assert events == [
		"Proposal Review",
		"Proposal Approved",
		"Proposal Sent",
		"Proposal Answered",
		"Seal",
		"Proposal Accepted",
		"Sealed Copy (Staff)",
	]
	assert mails.find("Our proposal", to=users.a1) and mails.find("Accepted", to=users.om)
	assert f"/salesflow/proposals/{doc.name}" in mails.find("Our proposal")[0].text


COMPLETE_WITHOUT = [
	({"taxes_and_charges": None}, "Tax Template"),
	({"valid_till": "2020-01-01"}, "Valid Until"),
	({"contact_email": "a@b.example, c@d.example"}, "Client E-Mail"),
	({"payment_plan": []}, "Payment Plan"),
	({"payment_plan": factories.get_plan(33.33, 33.33, 33.33)}, "99.99 %"),
	({"payment_plan": factories.get_plan(50, 51)}, "Payment Plan"),
	({"payment_plan": factories.get_plan(100, planned_date="2020-01-01")}, "in the past"),
	({"payment_plan": [{"milestone_name": "All", "amount": 9999.99, "trigger": "Manual"}]}, "9,999.99"),
	({"payment_plan": [{"milestone_name": "All", "percentage": 100, "trigger": "On Date"}]}, "Planned Date"),
	({"sections": [{"heading": "Empty", "body": "<p> &nbsp;<br></p>"}]}, "sections are empty"),
]


@pytest.mark.parametrize(("change", "words"), COMPLETE_WITHOUT)
def test_incomplete_proposal_is_not_sent_for_review(users, change, words):
	doc = given.get("draft_proposal")
	with deals.as_user(users.am):
		doc.update(change)
		doc.save()
	sentence = refuse(proposals.review, users, doc, words=words)
	assert words in sentence and doc.name in sentence
	assert get_state(doc) == (0, "Draft")


@pytest.mark.parametrize(("change", "words"), COMPLETE_WITHOUT)
def test_proposal_that_became_incomplete_in_review_is_not_approved(users, change, words):
	doc = given.get("proposal_in_review")
	with deals.as_user(users.om):
		doc.update(change)
		doc.save()
	with deals.as_user(factories.make_user("Operations Manager")):
		sentence = refuse(deals.do, doc, "Approve", words=words)
	assert words in sentence and doc.name in sentence
	assert get_state(doc) == (0, "In Review") and not reload(doc).quotation


def test_customer_without_e_mail_is_named_at_the_review(users):
	customer = factories.make_customer(contact=None)
	doc = proposals.make_draft(users, customer=customer.name, contact_email=None)
	refuse(proposals.review, users, doc, words="Client E-Mail")


def test_everything_missing_is_named_at_once(users):
	doc = proposals.make_draft(users, taxes_and_charges=None, payment_plan=[], valid_till="2020-01-01")
	sentence = refuse(proposals.review, users, doc, words=doc.name)
	assert all(words in sentence for words in ("Tax Template", "Payment Plan", "Valid Until"))


def test_offer_without_items_is_not_sent_for_review(users):
	refuse(proposals.review, users, proposals.make_draft(users, items=[]), words="Price Offer")


def test_tax_template_of_another_company_is_refused(users):
	doc = given.get("draft_proposal")
	other = frappe.get_doc(
		{
			"doctype": "Company",
			"company_name": factories.get_unique("Other"),
			"default_currency": "EUR",
			"country": "Germany",
		}
	).insert()
	doc.reload()
	template = factories.make_tax_template(7, company=other.name)
	with deals.as_user(users.am):
		doc.taxes_and_charges = template.name
		doc.save()
	refuse(proposals.review, users, doc, words="belongs to")


def test_own_user_is_no_client(users):
	doc = proposals.make_draft(users, contact_email=users.sm)
	refuse(proposals.review, users, doc, words="own users")


def test_margin_below_the_floor_is_refused(users, settings):
	settings(margin_floor=60.001)
	doc = proposals.make_draft(users)
	refuse(proposals.review, users, doc, words="60.00")
	settings(margin_floor=60)
	doc = proposals.review(users, reload(doc))
	settings(margin_floor=60.001)
	refuse(proposals.approve, users, doc, words="60.00")
	settings(margin_floor=60)
	assert proposals.approve(users, doc).workflow_state == "Approved"


def test_option_that_spoils_the_margin_is_refused(users, settings):
	settings(margin_floor=50)
	rows = [proposals.get_row(1000, 400), proposals.get_row(1000, 900, is_optional=1)]
	refuse(proposals.review, users, proposals.make_draft(users, items=rows), words="35.00")


def test_unknown_margin_meets_no_floor(users, settings):
	rows = [proposals.get_row(1000, 400), proposals.get_row(1000, 0)]
	doc = proposals.make_draft(users, items=rows)
	assert (doc.margin_percentage, doc.margin_unknown) == (0, "2")
	settings(margin_floor=10)
	refuse(proposals.review, users, doc, words="no internal cost")


def test_unknown_margin_is_approved_by_whom_a_low_one_needs(users, settings):
	rule = {"company": "", "document": "Work Proposal", "margin_below": 20, "approver": users.om}
	settings(approval_rules=[rule])
	doc = proposals.make_draft(users, items=[proposals.get_row(1000, 0)])
	assert get_levels(doc)[0].rule["approver"] == users.om
	assert not get_matches(proposals.make_draft(users, items=[proposals.get_row(1000, 400)]))


@pytest.fixture
def double(users):
	"""The Account Manager is Operations Manager, too."""
	frappe.get_doc("User", users.am).add_roles("Operations Manager")
	frappe.clear_cache(user=users.am)
	yield users.am
	frappe.clear_cache(user=users.am)


def test_owner_cannot_approve(users, double):
	doc = proposals.review(users, proposals.make_draft(users))
	with deals.as_user(double):
		refuse(deals.do, doc, "Approve", words="Self approval")
		doc = reload(doc)
		doc.workflow_state = "Approved"
		refuse(doc.save, words="someone else must")
		doc = reload(doc)
		doc.update({"workflow_state": "Approved", "owner": users.su})
		refuse(doc.save, words="someone else must")
	assert frappe.db.get_value("Work Proposal", doc.name, "owner") == double


@pytest.mark.parametrize("short", ["am", "su", "sm", "sa", "ap", "ac", "sys"])
def test_only_the_operations_manager_approves(users, short):
	doc = proposals.review(users, given.get("draft_proposal"))
	with deals.as_user(getattr(users, short)):
		doc.workflow_state = "Approved"
		refuse(doc.save, words="Work Proposal")
	assert get_state(doc) == (0, "In Review")


@pytest.fixture
def second_approver(users):
	"""The Sales Manager can approve, too."""
	frappe.get_doc("User", users.sm).add_roles("Operations Manager")
	frappe.clear_cache(user=users.sm)
	yield users.sm
	frappe.clear_cache(user=users.sm)


def test_first_matching_rule_names_the_approver(users, settings, second_approver):
	settings(
		approval_rules=[
			{"document": "Work Proposal", "amount_from": 10000.01, "approver": users.sm},
			{"document": "Work Proposal", "discount_from": 20, "approver": users.sm},
			{"document": "Work Proposal", "margin_below": 50, "approver": users.sm},
			{"document": "Work Proposal", "approver_role": "Operations Manager"},
		]
	)
	assert proposals.make_approved(users).workflow_state == "Approved"
	for row, words in (
		(proposals.get_row(10000.01), "row 1"),
		(proposals.get_row(1000, discount_percentage=20), "row 2"),
		(proposals.get_row(1000, 501), "row 3"),
	):
		doc = proposals.review(users, proposals.make_draft(users, items=[row]))
		refuse(proposals.approve, users, doc, words=words)


def test_amount_of_a_rule_is_in_the_companys_currency_and_counts_the_options(
	users, settings, second_approver
):
	settings(approval_rules=[{"document": "Work Proposal", "amount_from": 30000, "approver": users.sm}])
	rows = [proposals.get_row(10000), proposals.get_row(5000, is_optional=1)]
	doc = proposals.make_draft(users, items=rows, currency="USD", conversion_rate=2.1)
	assert doc.conversion_rate == 2.1
	refuse(proposals.approve, users, proposals.review(users, doc), words="row 1")


def test_reviewer_is_asked_once_and_told_nothing_of_the_margin(users, mails):
	doc = proposals.review(users, proposals.make_draft(users, items=[proposals.get_row(10000, CANARY)]))
	(mail,) = mails.find("Please review", to=users.om)
	assert not SHOWN.search(mail.text) and str(doc.margin_percentage) not in mail.text
	assert (
		frappe.db.count("ToDo", {"reference_name": doc.name, "allocated_to": users.om, "status": "Open"}) == 1
	)


def test_sending_back_needs_a_reason_and_tells_it(users, mails):
	doc = proposals.review(users, given.get("draft_proposal"))
	with deals.as_user(users.om):
		refuse(deals.do, doc, "Send Back", words="Reason")
		doc = reload(doc)
		doc.reason = "The <b>rates</b> are old {{ 7*7919191 }}"
		doc.save()
		doc = deals.do(doc, "Send Back")
	assert doc.workflow_state == "Draft"
	(mail,) = mails.find("Sent back", to=users.am)
	assert "{{ 7" in mail.text and "55434337" not in mail.text


def test_only_the_approver_changes_what_lies_in_review(users):
	doc = proposals.review(users, given.get("draft_proposal"))
	for short, is_allowed in (("am", False), ("sm", False), ("om", True)):
		doc = reload(doc)
		doc.title = f"Title of {short}"
		with deals.as_user(getattr(users, short)):
			doc.save() if is_allowed else refuse(doc.save, words="in review")
	assert reload(doc).title == "Title of om"
