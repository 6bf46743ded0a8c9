"""The deal on one strip: how its stages stand, on whom it waits, and what a reader may see of it."""

import frappe
import pytest
from erpnext.selling.doctype.quotation.quotation import make_sales_order
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note
from frappe.utils import add_days, today

from salesflow_app.conversions.sow_to_sales_order import make_order_again
from salesflow_app.deal.chain import get_deal
from salesflow_app.desk.strip import page
from salesflow_app.desk.strip.strip import get_deals, get_strip
from salesflow_app.portal.ask import ask
from salesflow_app.salesflow_app.workflows import work_proposal
from salesflow_app.signing.countersign import countersign
from salesflow_app.tests.site import deals, factories, given, steps
from salesflow_app.tests.site.deals import as_user
from salesflow_app.tests.site.factory_floor import do, pack
from salesflow_app.tests.site.statements import count_own_statements


def read(doc, user: str | None = None) -> dict[str, dict]:
	"""Stage -> what the strip says of it."""
	with as_user(user or frappe.session.user):
		return {stage["key"]: stage for stage in get_strip(doc.doctype, doc.name)}


def get_standings(doc, user: str | None = None) -> dict[str, str]:
	return {key: stage["standing"] for key, stage in read(doc, user).items()}


def test_every_document_of_a_deal_shows_the_same_strip(users):
	milestone = given.get("billed_milestone")
	deal = get_deal("Payment Milestone", milestone.name)
	assert {doctype: len(names) for doctype, names in deal.items()} == {
		"SOW": 1,
		"Sales Order": 1,
		"Payment Milestone": 2,
		"Sales Invoice": 1,
	}
	shown = [get_strip(doctype, name) for doctype, names in deal.items() for name in names]
	assert all(strip == shown[0] for strip in shown) and len(shown) == 5
	assert get_standings(milestone) == {
		"sow": "done",
		"order": "done",
		"milestones": "next",
		"invoice": "later",
		"payment": "now",
	}
	assert all(get_deal(doctype, name) == deal for doctype, names in deal.items() for name in names)


def test_who_has_the_task_is_named_and_for_how_long(users):
	proposal = given.get("proposal_in_review")
	task = {"reference_name": proposal.name, "status": "Open", "salesflow_task": "review"}
	names = frappe.get_all("ToDo", task, pluck="name", order_by="name asc")
	for name in names:
		frappe.db.set_value("ToDo", name, "creation", add_days(today(), -3), update_modified=False)
	stage = read(proposal, users.am)["proposal"]
	assert names and stage["standing"] == "now" and stage["days"] == 3 and stage["waits"] == "for 3 days"
	assert frappe.utils.get_fullname(users.om) in stage["who"] and stage["who"] in stage["sentence"]


def test_sales_starts_the_discovery_though_the_account_manager_has_a_task(users):
	discovery = factories.make_discovery(factories.make_opportunity(users.customer_a).name)
	task = {"reference_name": discovery.name, "status": "Open", "salesflow_task": "manage_account"}
	assert frappe.db.count("ToDo", {**task, "allocated_to": users.am})
	assert read(discovery)["discovery"]["who"] == f"Sales ({frappe.utils.get_fullname(users.su)})"


def test_our_signatory_is_named_while_the_sow_waits_for_them(users, settings):
	settings(countersign="Before Sending")
	sow = deals.make_drafted_sow(users, company_signatory=users.om)
	with as_user(users.sa):
		sow = deals.do(sow, "Mark Ready")
	name = frappe.utils.get_fullname(users.om)
	assert (
		read(sow)["sow"]["sentence"] == f"Our Signatory ({name}) countersigns the SOW; then it can be sent."
	)
	with as_user(users.om):
		countersign(sow.name)
	assert "sends the SOW to the client" in read(sow)["sow"]["sentence"]


def test_client_is_named_and_not_who_answers_their_question_meanwhile(users):
	sow = deals.make_sent_sow(users)
	with as_user(users.a1):
		ask("SOW", sow.name, "When do you begin?")
	task = {"reference_name": sow.name, "status": "Open", "salesflow_task": "answer_question"}
	assert frappe.db.count("ToDo", task)
	assert read(sow, users.sa)["sow"]["who"].endswith("(Alma Approver)")


def test_answer_on_paper_waits_for_who_may_confirm_it(users):
	sow = deals.make_sent_sow(users)
	steps.record_offline(sow, users.sa)
	stage = read(sow, users.sa)["sow"]
	assert frappe.utils.get_fullname(users.am) in stage["who"] and "Alma" not in stage["who"]
	assert stage["sentence"].endswith("confirms the answer that was recorded offline.")


def test_client_s_no_blocks_until_there_is_a_new_version(users):
	proposal = given.get("sent_proposal")
	assert read(proposal)["proposal"]["standing"] == "now"
	proposal.db_set("workflow_state", work_proposal.CHANGES_REQUESTED)
	stages = get_standings(proposal)
	assert stages["proposal"] == "blocked" and "next" not in stages.values()


def test_short_cut_shows_no_stage_that_nobody_made(users):
	order = factories.make_sales_order(customer=users.customer_a, submit=True)
	assert next(iter(read(order))) == "order" and not {"opportunity", "quotation", "sow"} & {*read(order)}


def test_signed_sow_whose_order_was_cancelled_asks_for_it_again(users):
	sow = deals.make_running_sow(users)
	with as_user(users.sm):
		frappe.get_doc("Sales Order", sow.sales_order).cancel()
	stage = read(sow, users.sa)["order"]
	assert stage["standing"] == "next" and "“Create > Sales Order” on the SOW" in stage["sentence"]
	with as_user(users.sa):
		make_order_again(sow.name)
	assert read(sow, users.sa)["order"]["standing"] == "now"


@pytest.mark.parametrize("make", [factories.make_sales_order, factories.make_quotation])
def test_deal_of_which_all_is_cancelled_has_no_strip(users, make):
	doc = make(customer=users.customer_a, submit=True)
	assert read(doc)
	doc.cancel()
	assert read(doc) == {}
	assert get_deals(doc.doctype, doc.name)["deals"] == []


def test_quotation_from_a_lead_begins_with_the_lead(users):
	lead = factories.make_lead()
	quotation = factories.make_quotation(lead=lead.name)
	strip = read(quotation, users.sm)
	assert (strip["lead"]["standing"], strip["lead"]["name"]) == ("done", lead.name)
	assert strip["quotation"]["standing"] == "now" and strip["order"]["standing"] == "next"
	assert [stage["key"] for stage in get_deals("Lead", lead.name)["deals"][0]["stages"]] == [*strip]


def test_lead_that_became_a_customer_shows_the_deals_of_both(users):
	lead = factories.make_lead()
	quotation = factories.make_quotation(lead=lead.name, submit=True)  # to the customer, from here on
	for party in (("Lead", lead.name), ("Customer", quotation.party_name)):
		assert [deal["name"] for deal in get_deals(*party)["deals"]] == [quotation.name]


def test_new_lead_has_a_strip_of_its_own(users):
	lead = factories.make_lead()
	assert get_standings(lead) == {"lead": "now", "opportunity": "next", **_later("proposal", "order")}


def _later(*keys: str) -> dict[str, str]:
	return dict.fromkeys((*keys, "invoice", "payment"), "later")


def test_lost_deal_is_blocked_and_nothing_comes_next(users):
	opportunity = factories.make_opportunity(customer=users.customer_a)
	opportunity.db_set("status", "Lost")
	strip = read(opportunity, users.su)
	assert get_standings(opportunity) == {"opportunity": "blocked"}
	assert "Only the leader can see why" in strip["opportunity"]["sentence"]


def test_nothing_comes_next_in_a_deal_that_was_won_before_it_came_here(users):
	opportunity = factories.make_opportunity(customer=users.customer_a)
	opportunity.db_set("status", "Converted")
	assert get_standings(opportunity) == {"opportunity": "done"}


def test_goods_are_invoiced_after_the_delivery(users, settings):
	settings(use_order_approval=0, use_clearance=1, clearance_policy="None", departments=[], papers=[])
	order = make_goods_order(users)
	assert get_standings(order)["delivery"] == "next" and get_standings(order)["invoice"] == "later"
	note = frappe.get_doc(make_delivery_note(order.name)).insert()
	assert get_standings(order)["delivery"] == "now" and get_standings(order)["invoice"] == "later"
	pack(note, users.st)
	do(note, "Hand to Support")
	do(note, "Clear for Shipment")
	do(note, "Ship")
	assert get_standings(order)["delivery"] == "done" and get_standings(order)["invoice"] == "next"


def make_goods_order(users):
	floor = given.get_floor()
	return factories.make_sales_order(customer=users.customer_a, items=floor.get_rows(), submit=True)


def test_clearance_that_needs_money_lets_the_invoice_come_first(users, settings):
	settings(use_order_approval=0, use_clearance=1, clearance_policy="Fully Paid", departments=[], papers=[])
	order = make_goods_order(users)
	assert get_standings(order)["invoice"] == "next"
	note = frappe.get_doc(make_delivery_note(order.name)).insert()
	pack(note, users.st)
	do(note, "Hand to Support")
	stage = read(order, users.sp)["delivery"]
	assert stage["standing"] == "blocked" and "cannot clear the shipment" in stage["sentence"]
	assert order.name in stage["sentence"] and stage["who"]


def test_overdue_invoice_blocks_on_the_client_since_it_was_due(users):
	milestone = given.get("billed_milestone")
	frappe.db.set_value("Sales Invoice", milestone.sales_invoice, "due_date", add_days(today(), -5))
	stage = read(milestone, users.ac)["payment"]
	assert (stage["standing"], stage["days"], stage["name"]) == ("blocked", 5, milestone.sales_invoice)


def test_reader_without_rights_sees_the_stage_without_name_or_person(users):
	milestone = given.get("billed_milestone")
	strip = read(milestone, users.st)
	assert strip["order"]["name"] and not strip["sow"]["name"] and not strip["milestones"]["names"]
	assert strip["sow"]["standing"] == "done" and "Account Manager" in strip["milestones"]["sentence"]
	assert frappe.utils.get_fullname(users.am) not in str(strip)
	with as_user(users.st), pytest.raises(frappe.PermissionError):
		page.get("Payment Milestone", milestone.name)


def test_number_of_statements_does_not_grow_with_the_milestones(users):
	few, many = (
		given.get("running_sow"),
		deals.make_running_sow(users, milestones=factories.get_plan(*[5] * 20)),
	)
	with as_user(users.am):
		counts = [count_own_statements(lambda sow=sow: page.get("SOW", sow.name)) for sow in (few, many)]
	assert counts[1] <= counts[0] <= 14


def test_customer_shows_open_deals_and_how_many_more(users):
	customer = factories.make_customer().name
	for _number in range(12):
		factories.make_quotation(customer=customer, submit=True)
	factories.make_opportunity(customer=customer).db_set("status", "Lost")
	shown = get_deals("Customer", customer)
	assert len(shown["deals"]) == 10 and shown["more"] == 2
	assert {deal["doctype"] for deal in shown["deals"]} == {"Quotation"}


def test_order_of_two_quotations_is_one_deal_and_an_invoice_of_two_orders_shows_both(users):
	quotation = factories.make_quotation(customer=users.customer_a, submit=True)
	order = frappe.get_doc(make_sales_order(quotation.name)).update({"delivery_date": today()}).insert()
	assert [stage["key"] for stage in get_strip("Sales Order", order.name)][:2] == ["quotation", "order"]
	other = factories.make_sales_order(customer=users.customer_a)
	assert get_deal("Sales Order", other.name) == {"Sales Order": [other.name]}


def test_change_order_belongs_to_the_deal_of_its_sow(users):
	sow = given.get("running_sow")
	change = factories.make_sow(customer=sow.customer, sow_type="Change Order", changes_sow=sow.name)
	assert get_deal("SOW", change.name) == get_deal("SOW", sow.name)
	assert change.name in get_deal("SOW", sow.name)["SOW"]
	stage = read(sow)["sow"]
	assert (stage["standing"], stage["count"], stage["done"], stage["name"]) == ("now", 2, 1, change.name)
