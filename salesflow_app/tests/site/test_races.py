"""Two processes at once give one result."""

import os

import frappe
import pytest

from salesflow_app.tests.site import deals
from salesflow_app.tests.site.processes import Team

pytestmark = pytest.mark.bench_only("two processes meet at the row locks of MariaDB")

ROUNDS = int(os.environ.get("SALESFLOW_ROUNDS", 3))


@pytest.fixture(scope="module", params=[False, True], ids=["snapshot off", "snapshot on"])
def team(request):
	workers = Team(2, snapshot_isolation=request.param)
	yield workers
	workers.close()


def test_two_clicks_sign_once(users, committed, team):
	for _round in range(ROUNDS):
		sow = deals.make_sent_sow(users)
		frappe.db.commit()
		arguments = {
			"name": sow.name,
			"content_hash": sow.content_hash,
			"full_name": "Alma Approver",
			"authority": 1,
			"consent": 1,
		}
		outcomes = team.run("salesflow_app.portal.sign_sow.sign", [arguments, arguments], user=users.a1)
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == ["", ""], [o.trace for o in outcomes]
		assert outcomes[0].result == outcomes[1].result
		assert frappe.db.count("Sales Order", {"salesflow_sow": sow.name}) == 1
		assert (
			frappe.db.count("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "signed"}) == 1
		)
		assert frappe.db.count("Payment Milestone", {"sow": sow.name}) == 2


def test_sign_and_decline_at_once_give_one_answer(users, committed, team):
	for _round in range(ROUNDS):
		sow = deals.make_sent_sow(users)
		frappe.db.commit()
		outcomes = [
			*team.run(
				"salesflow_app.tests.site.race_calls.answer",
				[{"answer": "sign", "name": sow.name}, {"answer": "decline", "name": sow.name}],
				user=users.a1,
			)
		]
		frappe.db.rollback()
		state = frappe.db.get_value("SOW", sow.name, "workflow_state")
		orders = frappe.db.count("Sales Order", {"salesflow_sow": sow.name})
		assert (state, orders) in (("Signed", 1), ("Declined", 0)), [o.trace for o in outcomes]
		assert sum(outcome.ok for outcome in outcomes) == 1
		assert all("Deadlock" not in outcome.error for outcome in outcomes)


def test_two_workers_make_one_invoice_of_a_milestone(users, committed, team):
	for _round in range(ROUNDS):
		milestone = deals.report(users, deals.get_milestones(deals.make_running_sow(users))[0])
		frappe.db.commit()
		path = "salesflow_app.conversions.payment_milestone_to_sales_invoice.make_sales_invoice"
		outcomes = team.run(path, [{"source_name": milestone.name}] * 2, user=users.ac)
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == ["", ""], [o.trace for o in outcomes]
		assert outcomes[0].result == outcomes[1].result
		assert frappe.db.count("Sales Invoice", {"salesflow_payment_milestone": milestone.name}) == 1


def test_two_drafts_of_one_milestone_by_rest_give_one(users, committed, team):
	for _round in range(ROUNDS):
		milestone = deals.report(users, deals.get_milestones(deals.make_running_sow(users))[0])
		frappe.db.commit()
		outcomes = team.run(
			"salesflow_app.tests.site.race_calls.insert_invoice",
			[{"name": milestone.name}] * 2,
			user=users.ac,
		)
		frappe.db.rollback()
		assert sum(outcome.ok for outcome in outcomes) == 1, [o.trace for o in outcomes]
		assert frappe.db.count("Sales Invoice", {"salesflow_payment_milestone": milestone.name}) == 1


def test_two_milestones_of_one_order_at_once_bill_the_signed_total(users, committed, team):
	for _round in range(ROUNDS):
		sow = deals.make_running_sow(users)
		milestones = [deals.report(users, milestone) for milestone in deals.get_milestones(sow)]
		frappe.db.commit()
		path = "salesflow_app.conversions.payment_milestone_to_sales_invoice.make_sales_invoice"
		outcomes = team.run(path, [{"source_name": m.name} for m in milestones], user=users.ac)
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == ["", ""], [o.trace for o in outcomes]
		totals = frappe.get_all(
			"Sales Invoice", {"salesflow_sow": sow.name}, pluck="total", order_by="name asc"
		)
		assert sorted(totals) == [4000, 6000]
