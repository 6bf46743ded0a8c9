"""Two people at once: one discovery, one analysis, one mail."""

import frappe
import pytest

from salesflow_app.tests.site import factories, processes
from salesflow_app.tests.site.processes import Team, get_rounds

pytestmark = pytest.mark.bench_only("several processes meet at the row locks of MariaDB")

ROUNDS = get_rounds(5)
OPEN = "salesflow_app.deal.opening.open_project"
OPENING = {"industry": "Technology", "company_size": "11-50", "wants": "A web shop"}


@pytest.fixture(params=[False, True], ids=["plain", "snapshot isolation"])
def team(request, committed):
	if request.param and not processes.has_snapshot_isolation():
		pytest.skip("this database has no innodb_snapshot_isolation")
	with Team(3, snapshot_isolation=request.param) as team:
		yield team


def make_deal(users, **values):
	frappe.set_user(users.su)
	opportunity = factories.make_opportunity(users.customer_a, **values)
	frappe.db.commit()
	return opportunity


def check(outcomes) -> None:
	"""Whoever lost the race reads a sentence, no traceback."""
	allowed = {"", "DuplicateEntryError", "TimestampMismatchError", "QueryDeadlockError", "ValidationError"}
	assert {outcome.error for outcome in outcomes} <= allowed, [outcome.trace for outcome in outcomes]
	frappe.db.rollback()


def test_one_open_discovery_however_many_begin_one(team, users):
	for _round in range(ROUNDS):
		doc = {"doctype": "Discovery", "opportunity": make_deal(users).name}
		check(team.run("frappe.client.insert", [{"doc": doc, "user": users.su} for _worker in team.workers]))
		assert frappe.db.count("Discovery", {"opportunity": doc["opportunity"]}) == 1


def test_one_analysis_however_many_declare_it_lost(team, users):
	for _round in range(ROUNDS):
		opportunity = make_deal(users)
		lost = {"status": "Lost", "order_lost_reason": "Price"}
		values = {"doctype": "Opportunity", "name": opportunity.name, "fieldname": lost}
		check(team.run("frappe.client.set_value", [{**values, "user": users.su} for _worker in team.workers]))
		assert frappe.db.count("Salesflow Lost Analysis", {"reference_name": opportunity.name}) == 1
		mails = {"event": "Case Lost", "entry_key": ("like", f"%:{opportunity.name}:%")}
		assert frappe.db.count("Salesflow Outbox Entry", mails) == 1


def test_one_mail_however_many_share_a_row(team, users):
	for _round in range(ROUNDS):
		opportunity = make_deal(users, salesflow_progress=[{"activity": "Call", "note": "Talked"}])
		doc = frappe.get_doc("Opportunity", opportunity.name).as_dict()
		doc["salesflow_progress"][0]["share"] = 1
		call = {"doc": frappe.parse_json(frappe.as_json(doc)), "user": users.su}
		check(team.run("frappe.client.save", [call for _worker in team.workers]))
		mails = {"event": "Progress Shared", "reference_name": opportunity.name}
		assert frappe.db.count("Salesflow Outbox Entry", mails) == 1


def test_one_draft_however_many_write_a_proposal_for_it(team, users):
	for _round in range(ROUNDS):
		deal = make_deal(users)
		doc = {
			"doctype": "Work Proposal",
			"title": "Offer",
			"proposal_to": "Customer",
			"party_name": users.customer_a,
			"company": users.company,
			"account_manager": users.am,
			"opportunity": deal.name,
		}
		check(team.run("frappe.client.insert", [{"doc": doc, "user": users.am} for _worker in team.workers]))
		assert frappe.db.count("Work Proposal", {"opportunity": deal.name}) == 1


def test_one_request_however_many_ask_for_a_sow(team, users):
	for _round in range(ROUNDS):
		deal = make_deal(users)
		doc = {
			"doctype": "SOW",
			"title": "Contract",
			"customer": users.customer_a,
			"company": users.company,
			"opportunity": deal.name,
		}
		check(team.run("frappe.client.insert", [{"doc": doc, "user": users.su} for _worker in team.workers]))
		assert frappe.db.count("SOW", {"opportunity": deal.name}) == 1


def test_one_project_however_often_its_dialog_is_sent(team, users):
	for _round in range(ROUNDS):
		name = factories.get_unique("Race Ltd")
		call = {**OPENING, "company_name": name, "key": name, "user": users.su}
		outcomes = team.run(OPEN, [call for _worker in team.workers])
		check(outcomes)
		assert frappe.db.count("Opportunity", {"customer_name": name}) == 1
		assert [outcome.error for outcome in outcomes] == [""] * len(outcomes), (
			"each of them gets the project"
		)


def test_one_lead_and_all_projects_when_several_open_the_same_new_company(team, users):
	"""And nobody waits for those who open another one."""
	for _round in range(ROUNDS):
		name, other = factories.get_unique("Race Ltd"), factories.get_unique("Other Ltd")
		names = [name, name, other]
		calls = [
			{**OPENING, "company_name": each, "key": f"{each}-{number}", "user": user}
			for number, (each, user) in enumerate(zip(names, (users.su, users.su2, users.am), strict=True))
		]
		outcomes = team.run(OPEN, calls)
		check(outcomes)
		assert [outcome.error for outcome in outcomes] == [""] * len(outcomes)
		assert frappe.db.count("Lead", {"company_name": name}) == 1
		assert frappe.db.count("Opportunity", {"customer_name": name}) == 2
		assert frappe.db.count("Opportunity", {"customer_name": other}) == 1
