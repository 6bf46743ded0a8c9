"""Whoever is next has the task, and nobody else; it closes when the work is done."""

import frappe
import pytest
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note, make_sales_invoice

from salesflow_app.order import production
from salesflow_app.people import tasks
from salesflow_app.people.roles import get_role_users
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.factory_floor import BOARDS, METAL, attach_papers, do, pack


@pytest.fixture
def floor(settings):
	floor = given.get_floor()
	papers = [{"item_group": floor.metal_group, "paper": "Certificate 3.1"}]
	settings(
		use_order_approval=0, use_clearance=1, sow_rules=[], departments=floor.departments, papers=papers
	)
	return floor


@pytest.fixture
def order(floor, users):
	order = factories.make_sales_order(customer=users.customer_a, items=floor.get_rows())
	order.submit()
	return order


def get_holders(doc, key: str) -> list[str]:
	filters = {"reference_name": doc.name, "status": "Open", tasks.KEY: key}
	return frappe.get_all("ToDo", filters, pluck="allocated_to", order_by="allocated_to asc")


def get_text(doc, key: str) -> str:
	filters = {"reference_name": doc.name, "status": "Open", tasks.KEY: key}
	return frappe.db.get_value("ToDo", filters, "description")


# What is sent back


def test_proposal_sent_back_is_its_author_s_turn(users):
	proposal = given.get("proposal_in_review")
	with deals.as_user(users.om):
		proposal.update({"reason": "Too cheap"}).save()
		deals.do(proposal, "Send Back")
	assert get_holders(proposal, "rework") == [users.am] and "Too cheap" in get_text(proposal, "rework")
	assert not get_holders(proposal, "review")
	with deals.as_user(users.am):
		deals.do(proposal.reload(), "Send for Review")
	assert not get_holders(proposal, "rework")


def test_sow_sent_back_is_its_author_s_turn(users, settings):
	settings(sow_rules=[{"company": "", "sow_needed": 1, "senior_review_needed": 1, "approver": users.ap}])
	sow = deals.make_drafted_sow(users)
	with deals.as_user(users.am):
		deals.do(sow, "Request Senior Review")
	assert get_holders(sow, "review") == [users.ap]
	with deals.as_user(users.ap):
		sow.reload().update({"reason": "No acceptance test"}).save()
		deals.do(sow, "Send Back")
	assert get_holders(sow, "draft") == [users.am] and "No acceptance test" in get_text(sow, "draft")


def test_order_of_a_signature_that_is_rejected_comes_back_to_who_asked(users):
	"""Whoever owns the order that the signature made did not ask."""
	sow = given.get("signed_sow")
	order = frappe.get_doc("Sales Order", sow.sales_order)
	assert order.owner == users.am
	with deals.as_user(users.su2):
		deals.do(order, "Submit for Approval")
	with deals.as_user(users.sm):
		order.reload().update({"salesflow_reason": "Wrong date"}).save()
		deals.do(order, "Reject")
	assert get_holders(order, "look_at_rejection") == [users.su2]


def test_no_client_ever_has_a_task(users):
	order = factories.make_sales_order(users.customer_a)
	assert not tasks.assign(order, [users.a1], "any", "Do it")


# Approval


def test_the_seller_s_own_leader_approves(users):
	"""Operations, who could approve too, lead another team."""
	item = factories.make_item().name
	with deals.as_user(users.su):
		order = factories.make_sales_order(users.customer_a, items=[factories.get_item_row(item)])
		deals.do(order, "Submit for Approval")
	assert get_holders(order, "approve") == [users.sm]


# Production, shipping, billing


def test_each_department_has_its_task_until_it_hands_over(order, users, as_user):
	makers = get_role_users("Manufacturing User")
	assert get_holders(order, f"produce:{METAL}") == get_holders(order, f"produce:{BOARDS}") == makers
	with as_user(users.mf):
		production.hand_over(order.name, METAL)
		assert not get_holders(order, f"produce:{METAL}")
		assert users.mf in get_holders(order, f"produce:{BOARDS}")
		production.take_back(order.name, METAL)
	assert get_holders(order, f"produce:{METAL}") == makers


def test_cancelled_order_leaves_no_task(order, users, as_user):
	with as_user(users.mf):
		for department in (METAL, BOARDS):
			production.hand_over(order.name, department)
	assert users.st in get_holders(order, "final_pack")
	order.reload().cancel()
	assert not frappe.get_all("ToDo", {"reference_name": order.name, "status": "Open"})


def test_shipping_and_billing_have_their_turn(order, users, as_user, jobs):
	with as_user(users.mf):
		for department in (METAL, BOARDS):
			production.hand_over(order.name, department)
	with as_user(users.st):
		note = make_delivery_note(order.name).insert()
		pack(note, users.st)
		do(note, "Hand to QA")
	with as_user(users.qm):
		do(attach_papers(note), "Papers Complete")
	with as_user(users.sp):
		do(note, "Clear for Shipment")
	assert users.dl in get_holders(note, "ship") and not get_holders(order, "bill_order")
	with as_user(users.dl):
		do(note, "Ship")
	jobs.run("outbox.worker")
	assert not get_holders(note, "ship") and users.ac in get_holders(order, "bill_order")
	task = frappe.get_last_doc("ToDo", {"reference_name": order.name, "salesflow_task": "bill_order"})
	assert task.assigned_by == users.dl
	with as_user(users.ac):
		invoice = make_sales_invoice(order.name).insert().submit()
	jobs.run("outbox.worker")
	assert not get_holders(order, "bill_order")
	invoice.cancel()
	jobs.run("outbox.worker")
	assert users.ac in get_holders(order, "bill_order")


def test_who_checks_invoices_has_the_draft(users):
	milestone = deals.report(users, deals.get_milestones(given.get("running_sow"))[0])
	assert users.om in get_holders(milestone, "bill")
	invoice = deals.bill(users, milestone, submit=False)
	assert not get_holders(milestone, "bill") and users.ac in get_holders(milestone, "submit_invoice")
	with deals.as_user(users.ac):
		invoice.submit()
	assert not get_holders(milestone, "submit_invoice")


@pytest.mark.bench_only("User Permissions")
def test_tasks_go_to_those_who_may_see_the_company(users):
	other = factories.get_unique("Company")
	values = {"doctype": "Company", "company_name": other, "default_currency": "EUR", "country": "Germany"}
	frappe.get_doc({**values, "abbr": other[-8:]}).insert()
	values = {"doctype": "User Permission", "user": users.acm, "allow": "Company", "for_value": other}
	frappe.get_doc(values).insert()
	milestone = deals.report(users, deals.get_milestones(given.get("running_sow"))[0])
	deals.bill(users, milestone, submit=False)
	holders = get_holders(milestone, "submit_invoice")
	assert users.ac in holders and users.acm not in holders
