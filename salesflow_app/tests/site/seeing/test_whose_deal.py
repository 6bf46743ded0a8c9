"""Whose deal it is: own, of the team, of nobody, handed over, shared, assigned; and who sees all."""

import frappe
import pytest

from salesflow_app.people import tasks
from salesflow_app.people.seeing import EVERYONE, OWN_AND_TEAM
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.tests.site.seeing.conftest import is_listed, is_opened, make_deal

OWN = {"seller", "leader", "head"}
ALL = {*OWN, "mate", "other_leader", "stranger", "lone"}


def test_everyone_sees_all_where_nothing_is_switched(teams, settings):
	assert settings().who_sees_deals == EVERYONE
	assert teams.who_sees(make_deal(teams.seller)) == ALL


def test_deal_is_seen_by_its_seller_and_by_leaders_at_any_distance(limited):
	deal = make_deal(limited.seller)
	assert limited.who_sees(deal) == OWN
	assert limited.who_sees(frappe.get_doc("Lead", deal.party_name)) == OWN


def test_without_a_sales_person_one_sees_ones_own_alone(limited):
	assert not is_listed(make_deal(limited.seller), limited.lone)
	assert is_listed(make_deal(limited.lone), limited.lone)


def test_deal_of_nobody_in_the_tree_is_seen_by_every_leader(limited):
	leaders = {"leader", "head", "other_leader"}
	assert limited.who_sees(factories.make_opportunity(opportunity_owner="")) == leaders
	assert limited.who_sees(make_deal(limited.lone)) == {*leaders, "lone"}


def test_roles_that_see_all_are_proposed_and_kept(limited, users):
	rows = frappe.get_doc("Salesflow Settings").deal_roles
	assert {"System Manager", "Operations Manager", "Salesflow Auditor", "Accounts User"} <= {
		row.role for row in rows
	}
	assert all(row.why for row in rows) and "Sales Manager" not in {row.role for row in rows}
	deal = make_deal(limited.seller)
	assert is_opened(deal, users.om) and is_listed(deal, users.om)


def test_chosen_roles_are_not_replaced(settings, teams):
	settings(who_sees_deals=OWN_AND_TEAM, deal_roles=[{"role": "Sales Manager"}])
	assert teams.who_sees(make_deal(teams.seller)) == {*OWN, "other_leader"}


def test_deal_that_is_handed_over_is_seen_by_the_new_team(limited):
	deal = make_deal(limited.seller)
	deal.opportunity_owner = limited.stranger
	deal.save()
	assert limited.who_sees(deal) == {"stranger", "other_leader", "seller"}  # who entered it knows it anyway
	assert is_listed(frappe.get_doc("Lead", deal.party_name), limited.stranger)


def test_account_manager_sees_the_deal(limited, users):
	manager = factories.make_user("Account Manager", "Sales User")
	deal = make_deal(limited.seller, salesflow_account_manager=manager)
	assert is_listed(deal, manager) and is_opened(deal, manager)


def test_deal_of_who_left_is_their_leaders(limited):
	deal = make_deal(limited.seller)
	frappe.db.set_value("User", limited.seller, "enabled", 0)
	frappe.db.set_value("Sales Person", {"salesflow_user": limited.seller}, "enabled", 0)
	assert {name for name in limited.who_sees(deal) if name != "seller"} == {"leader", "head"}


def test_deal_stays_seen_above_where_the_leader_left(limited):
	deal = make_deal(limited.seller)
	frappe.db.set_value("User", limited.leader, "enabled", 0)
	frappe.db.set_value("Sales Person", {"salesflow_user": limited.leader}, "enabled", 0)
	assert is_listed(deal, limited.head)


def test_share_opens_the_document_and_no_more_than_it_says(limited):
	deal = make_deal(limited.seller)
	with deals.as_user(limited.seller):
		frappe.share.add("Opportunity", deal.name, limited.stranger, read=1)
	assert limited.who_sees(deal) == {*OWN, "stranger"}
	with deals.as_user(limited.stranger):
		assert not frappe.has_permission("Opportunity", "write", deal.name)


def test_task_opens_the_deal_with_what_was_made_from_it(limited):
	deal = make_deal(limited.seller)
	with deals.as_user(limited.seller):
		discovery = factories.make_discovery(deal.name)
	assert limited.who_sees(discovery) == OWN
	tasks.assign(deal, [limited.stranger], "look_at_it", "Please look at it")
	assert limited.who_sees(deal) == limited.who_sees(discovery) == {*OWN, "stranger", "other_leader"}
	assert not frappe.db.exists("DocShare", {"share_name": deal.name, "user": limited.stranger})
	tasks.close(deal, "look_at_it")
	assert not is_opened(deal, limited.stranger)


def test_who_did_a_task_goes_on_seeing_the_document(limited):
	deal = make_deal(limited.seller)
	with deals.as_user(limited.seller):
		discovery = factories.make_discovery(deal.name)
	tasks.assign(discovery, [limited.stranger], "look_at_it", "Please look at it")
	tasks.close(discovery, "look_at_it")
	assert is_opened(discovery, limited.stranger) and not is_opened(deal, limited.stranger)


def test_task_that_was_taken_back_opens_nothing(limited):
	deal = make_deal(limited.seller)
	with deals.as_user(limited.seller):
		frappe.desk.form.assign_to.add(
			{"doctype": deal.doctype, "name": deal.name, "assign_to": [limited.stranger]}
		)
	assert is_opened(deal, limited.stranger)
	frappe.desk.form.assign_to.remove(deal.doctype, deal.name, limited.stranger)
	assert not is_opened(deal, limited.stranger)
	mine = frappe.get_last_doc("ToDo", {"reference_name": deal.name, "allocated_to": limited.stranger})
	with deals.as_user(limited.stranger):
		mine.status = "Open"
		refuse(mine.save, words="belongs to somebody else")


def test_nobody_opens_a_deal_by_a_task_of_their_own(limited):
	deal = make_deal(limited.seller)
	task = {"doctype": "ToDo", "description": "Let me in", "allocated_to": limited.stranger}
	task |= {"reference_type": deal.doctype, "reference_name": deal.name}
	with deals.as_user(limited.stranger):
		refuse(frappe.get_doc(task).insert, words="belongs to somebody else")
	assert not is_opened(deal, limited.stranger)


def test_nobody_opens_a_lead_by_a_deal_of_their_own(limited):
	with deals.as_user(limited.seller):
		lead = factories.make_lead()
	with deals.as_user(limited.stranger):
		refuse(factories.make_opportunity, lead=lead.name, words="belongs to somebody else")


def test_what_somebody_makes_of_a_deal_does_not_open_the_deal(limited):
	deal = make_deal(limited.seller, customer=factories.make_customer().name)
	with deals.as_user(limited.stranger):
		factories.make_discovery(deal.name)
	assert limited.who_sees(deal) == OWN


def test_what_the_caller_sends_opens_nothing(limited):
	deal = make_deal(limited.seller)
	with deals.as_user(limited.stranger):
		sent = frappe.get_doc(deal.as_dict()).update({"owner": limited.stranger})
		sent.opportunity_owner = limited.stranger
		assert not frappe.has_permission("Opportunity", "write", sent)
		with pytest.raises(frappe.PermissionError):
			sent.save()


def test_chain_is_seen_by_the_people_of_its_opportunity(teams, users, settings):
	"""Whoever approved, signed and billed made the documents; they are the seller's all the same."""
	deal = make_deal(teams.seller, customer=factories.make_customer().name)
	sow = deals.make_running_sow(users, opportunity=deal.name)
	milestone = deals.report(users, deals.get_milestones(sow)[0])
	invoice = deals.bill(users, milestone)
	settings(who_sees_deals=OWN_AND_TEAM)
	for doc in (sow, milestone, frappe.get_doc("Sales Order", sow.sales_order)):
		assert teams.who_sees(doc) == OWN, doc.doctype
	assert is_opened_by_rule(invoice, teams.seller) and not is_opened_by_rule(invoice, teams.stranger)


def is_opened_by_rule(doc, user: str) -> bool:
	return frappe.permissions.has_controller_permissions(doc, "read", user)


def test_quotation_of_a_proposal_is_seen_by_its_account_manager(limited, users):
	proposal = proposals.make_approved(users)
	quotation = frappe.get_doc("Quotation", proposal.quotation)
	assert quotation.owner != users.am and is_listed(quotation, users.am) and is_opened(quotation, users.am)
	assert not is_listed(quotation, limited.stranger)


def test_approver_of_somebody_elses_order_can_approve_it(users, teams, settings):
	deal = make_deal(users.su, customer=factories.make_customer().name)
	sow = deals.make_signed_sow(users, opportunity=deal.name)
	rule = {"company": "", "document": "Sales Order", "approver": teams.other_leader}
	settings(who_sees_deals=OWN_AND_TEAM, approval_rules=[rule])
	order = frappe.get_doc("Sales Order", sow.sales_order)
	assert not is_opened(order, teams.other_leader)
	with deals.as_user(users.su):
		order = deals.do(order, "Submit for Approval")
	assert is_opened(order, teams.other_leader)
	with deals.as_user(teams.other_leader):
		order = deals.do(order, "Approve")
		assert order.docstatus == 1
		frappe.get_doc("Sales Order", order.name).check_permission("read")
	assert is_opened(order, teams.other_leader)


def test_client_is_not_asked(limited, users):
	from salesflow_app.deal.rights import deal_query

	assert deal_query(users.a1) == deal_query("Guest") == deal_query("Administrator") == ""
	assert deal_query(limited.stranger)
