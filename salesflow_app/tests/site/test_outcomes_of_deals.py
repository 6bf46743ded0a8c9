"""However a deal ends, its opportunity says so, and the team hears of an order whichever way it came."""

import frappe
import pytest

from salesflow_app.portal import decline
from salesflow_app.tests.site import deals, factories, proposals


@pytest.fixture
def opportunity(users):
	with deals.as_user(users.su):
		return factories.make_opportunity(customer=users.customer_a)


def get_status(opportunity) -> str:
	return frappe.db.get_value("Opportunity", opportunity.name, "status")


def refuse_as_client(users, doc, words="Too expensive for us") -> None:
	with deals.as_user(users.a1):
		decline.decline(doc.doctype, doc.name, doc.content_hash, words)


# Won


def test_sow_without_quotation_wins_its_opportunity(users, opportunity, mails):
	sow = deals.make_signed_sow(users, opportunity=opportunity.name)
	assert get_status(opportunity) == "Open"
	order = deals.approve_order(users, sow.sales_order)
	assert get_status(opportunity) == "Converted"
	assert mails.find("I got the order!", to=users.su, doc=order)


def test_order_from_a_purchase_order_is_announced_to_the_seller_s_team(users, mails, settings):
	settings(use_order_approval=0, sow_rules=[])
	item = factories.make_item().name
	with deals.as_user(users.su):
		rows = [factories.get_item_row(item)]
		order = factories.make_sales_order(users.customer_a, items=rows, po_no="4711", submit=True)
	(mail,) = mails.find("I got the order!", doc=order)
	assert {users.su, users.su2, users.sm} <= set(mail.recipients)


def test_order_of_a_sow_without_opportunity_is_announced(users, mails):
	order = deals.approve_order(users, deals.make_signed_sow(users).sales_order)
	(mail,) = mails.find("I got the order!", doc=order)
	assert users.am in mail.recipients


def test_cancelled_order_opens_its_deal_again(users, opportunity, settings):
	sow = deals.make_signed_sow(users, opportunity=opportunity.name)
	order = deals.approve_order(users, sow.sales_order)
	with deals.as_user(users.sm):
		frappe.get_doc("Sales Order", order.name).cancel()
	assert get_status(opportunity) == "Open"


def test_terminated_sow_closes_its_deal(users, opportunity):
	sow = deals.make_signed_sow(users, opportunity=opportunity.name)
	deals.approve_order(users, sow.sales_order)
	with deals.as_user(users.om):
		sow.reload().update({"reason": "They gave up the project"}).save()
		deals.do(sow, "Terminate")
	assert get_status(opportunity) == "Closed"


# Lost


def test_declined_proposal_is_a_lost_deal_that_the_leader_hears_of(users, opportunity, mails):
	proposal = proposals.make_sent(users, opportunity=opportunity.name)
	assert get_status(opportunity) == "Quotation"
	refuse_as_client(users, proposal)
	assert frappe.db.get_value("Quotation", proposal.quotation, "status") == "Lost"
	assert get_status(opportunity) == "Lost"
	(mail,) = mails.find("Deal lost")
	assert mail.recipients == [users.sm] and "Too expensive" in mail.html


def test_next_version_makes_the_deal_alive_again(users, opportunity):
	proposal = proposals.make_sent(users, opportunity=opportunity.name)
	refuse_as_client(users, proposal)
	with deals.as_user(users.am):
		deals.do(proposal.reload(), "Supersede")
		assert get_status(opportunity) == "Open"
		amended = frappe.copy_doc(proposal.reload())
		amended.amended_from = proposal.name
		amended.insert()
	proposals.send(users, proposals.approve(users, proposals.review(users, amended)))
	assert get_status(opportunity) == "Quotation"


def test_declined_proposal_without_opportunity_loses_its_quotation(users, mails):
	proposal = proposals.make_sent(users)
	refuse_as_client(users, proposal)
	assert frappe.db.get_value("Quotation", proposal.quotation, "status") == "Lost"
	assert len(mails.entries("Case Lost")) == 1


def test_declined_sow_is_lost_until_it_is_drafted_again(users, opportunity):
	sow = deals.make_sent_sow(users, opportunity=opportunity.name)
	refuse_as_client(users, sow)
	assert get_status(opportunity) == "Lost"
	with deals.as_user(users.am):
		deals.do(sow.reload(), "Revise")
	assert get_status(opportunity) == "Open"


def test_client_who_declines_reads_nothing_of_our_leaders(users):
	proposal = proposals.make_sent(users)
	frappe.db.set_value("Sales Person", {"salesflow_user": users.sm}, "enabled", 0)
	refuse_as_client(users, proposal)
	assert "leader" not in frappe.as_json(frappe.local.message_log)
