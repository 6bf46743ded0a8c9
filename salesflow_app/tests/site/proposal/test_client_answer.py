"""The client accepts a Work Proposal once, and what follows: order, SOW, tasks."""

import json

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.tests.site import factories, given, proposals
from salesflow_app.tests.site.processes import run_together
from salesflow_app.tests.site.proposal.helpers import get_order, get_state, reload
from salesflow_app.tests.site.refusals import refuse


def test_second_click_gets_the_same_receipt(users, mails):
	doc = given.get("sent_proposal")
	first, second = proposals.accept(users, doc), proposals.accept(users, doc)
	assert first == second and first["receipt"]
	assert frappe.db.count("Salesflow Evidence Entry", {"reference_name": doc.name, "event": "accepted"}) == 1
	assert len(frappe.get_all("Sales Order Item", {"prevdoc_docname": doc.quotation}, pluck="name")) == 1
	assert len(mails.find("Accepted", to=users.am)) == 1


def test_selected_options_become_part_of_the_order(users):
	rows = [
		proposals.get_row(1000),
		proposals.get_row(200, is_optional=1),
		proposals.get_row(30, is_optional=1),
		proposals.get_row(4, billing="Monthly", is_optional=1),
	]
	doc = proposals.make_sent(users, items=rows)
	chosen = [row.name for row in doc.items if row.amount == 200]
	proposals.accept(users, doc, selected=json.dumps(chosen))
	doc = reload(doc)
	assert [row.is_selected for row in doc.items] == [0, 1, 0, 0]
	assert (doc.total_one_time, doc.total_monthly, doc.total_optional) == (1200, 0, 34)
	order = frappe.get_doc("Sales Order", get_order(doc))
	assert [row.amount for row in order.items] == [1000, 200] and order.grand_total == 1428
	assert sum(row.payment_amount for row in order.payment_schedule) == 1428
	words = frappe.db.get_value(
		"Salesflow Evidence Entry", {"reference_name": doc.name, "event": "accepted"}, "words"
	)
	assert "200" in words and "30.0" not in words


@pytest.mark.parametrize(
	"selected", ["x", "{}", '["nope"]', "[1]", "[null]", '[["a"]]', "[" * 200_000, "null"]
)
def test_selection_that_is_none_changes_nothing(users, selected):
	doc = given.get("sent_proposal")
	refuse(proposals.accept, users, doc, selected=selected, words="Options")
	assert get_state(doc) == (1, "Sent")


def test_row_that_is_not_optional_is_no_option(users):
	doc = given.get("sent_proposal")
	refuse(proposals.accept, users, doc, selected=json.dumps([doc.items[0].name]), words="Options")


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"full_name": ""}, "Full name"),
		({"full_name": "A" * 10_000}, "Full name"),
		({"full_name": "Alma\u202eApprover"}, "Full name"),
		({"authority": 0}, "Authority"),
		({"consent": 0}, "Consent"),
		({"content_hash": ""}, "changed"),
		({"content_hash": "0" * 64}, "changed"),
	],
)
def test_incomplete_acceptance_changes_nothing(users, values, words):
	doc = given.get("sent_proposal")
	refuse(proposals.accept, users, doc, **values, words=words)
	assert get_state(doc) == (1, "Sent") and not get_order(doc)


def test_colleague_and_stranger_cannot_accept(users):
	doc = given.get("sent_proposal")
	with pytest.raises(frappe.PermissionError, match=doc.name):
		proposals.accept(users, doc, user=users.a2)
	for user in (users.b1, users.am, "Guest"):
		with pytest.raises(frappe.DoesNotExistError, match="not found"):
			proposals.accept(users, doc, user=user)
	assert get_state(doc) == (1, "Sent")


def test_offer_that_ran_out_while_the_page_was_open_is_not_accepted(users):
	doc = given.get("sent_proposal")
	frappe.db.set_value("Work Proposal", doc.name, "valid_till", add_days(today(), -1))
	refuse(proposals.accept, users, doc, words="was valid until")


def test_price_changed_behind_the_clients_back_is_not_accepted(users):
	doc = given.get("sent_proposal")
	frappe.db.set_value("Work Proposal Item", doc.items[0].name, "rate", 1)
	refuse(proposals.accept, users, doc, words="has changed since it was sent")


@pytest.mark.bench_only("renaming a document")
def test_renamed_customer_can_still_accept(users):
	email = f"{frappe.generate_hash(length=8)}@client.example"
	customer = factories.make_customer(contact=email)
	doc = proposals.make_sent(users, customer=customer.name, contact_email=email)
	frappe.rename_doc("Customer", customer.name, factories.get_unique("Renamed"))
	assert proposals.accept(users, doc, user=email)["state"] == "Accepted"


def test_acceptance_requests_a_sow_where_the_rules_need_one(users, settings, mails):
	settings(sow_rules=[{"amount_from": 10000, "sow_needed": 1}])
	doc = proposals.make_accepted(users)
	sow = frappe.get_doc("SOW", {"work_proposal": doc.name})
	assert (sow.workflow_state, sow.docstatus, sow.total, sow.customer) == (
		"Requested",
		0,
		10000,
		users.customer_a,
	)
	assert [row.amount for row in sow.milestones] == [4000, 6000]
	assert frappe.db.exists("ToDo", {"reference_name": sow.name, "allocated_to": users.sa, "status": "Open"})
	assert not get_order(doc)
	assert sow.name in mails.find("Accepted", to=users.am)[0].text


def test_retainer_alone_brings_its_month_into_the_sow(users, settings):
	settings(sow_rules=[{"amount_from": 1, "sow_needed": 1}])
	rows = [proposals.get_row(1500, billing="Monthly")]
	plan = factories.get_plan(100)
	doc = proposals.make_accepted(users, variant="Retainer only", items=rows, payment_plan=plan)
	assert frappe.db.get_value("SOW", {"work_proposal": doc.name}, "total") == 12 * 1500


def test_discovery_and_opportunity_can_ask_for_the_sow(users):
	discovery = factories.make_discovery()
	frappe.db.set_value("Discovery", discovery.name, "sow_needed", 1)
	doc = proposals.make_accepted(users, discovery=discovery.name)
	assert frappe.db.exists("SOW", {"work_proposal": doc.name}) and not get_order(doc)


def test_monthly_part_needs_a_sow_and_is_in_it(users):
	rows = [proposals.get_row(1000), proposals.get_row(200, billing="Monthly")]
	doc = proposals.make_accepted(users, variant="Project and Retainer", items=rows)
	sow = frappe.get_doc("SOW", {"work_proposal": doc.name})
	assert [(row.amount, row.billing) for row in sow.items] == [(1000, "One-time"), (200, "Monthly")]
	assert (sow.total, sow.milestones[-1].trigger) == (3400, "Monthly") and not get_order(doc)


def test_acceptance_and_its_order_are_one_transaction(users, monkeypatch):
	doc = given.get("sent_proposal")
	frappe.db.savepoint("before_acceptance")

	def fail(_quotation):
		frappe.throw("no order today")

	monkeypatch.setattr("salesflow_app.portal.accept_proposal.insert_order", fail)
	assert "no order today" not in refuse(proposals.accept, users, doc, words="nothing has changed")
	frappe.db.rollback(save_point="before_acceptance")
	assert get_state(doc) == (1, "Sent")
	assert not frappe.db.exists("Salesflow Evidence Entry", {"reference_name": doc.name, "event": "accepted"})


@pytest.mark.bench_only("processes that meet at the same rows")
@pytest.mark.parametrize("isolation", [False, True])
def test_many_clicks_at_once_are_one_acceptance(users, committed, isolation):
	doc = proposals.make_sent(users)
	frappe.db.commit()
	arguments = {
		"name": doc.name,
		"content_hash": doc.content_hash,
		"full_name": "Alma Approver",
		"authority": 1,
		"consent": 1,
		"user": users.a1,
	}
	outcomes = run_together(
		"salesflow_app.portal.accept_proposal.accept", [arguments] * 6, snapshot_isolation=isolation
	)
	assert all(outcome.ok for outcome in outcomes), [outcome.message for outcome in outcomes]
	assert len({outcome.result["receipt"] for outcome in outcomes}) == 1
	frappe.db.rollback()
	assert frappe.db.count("Salesflow Evidence Entry", {"reference_name": doc.name, "event": "accepted"}) == 1
	assert frappe.db.count("Sales Order Item", {"prevdoc_docname": doc.quotation}) == 1
