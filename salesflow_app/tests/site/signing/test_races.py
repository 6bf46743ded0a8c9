"""Clicks by link at the same moment as others. The ids are those of the faults."""

import frappe
import pytest

from salesflow_app.signing import codes, links
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.processes import Team, get_rounds
from salesflow_app.tests.site.signing import helpers

pytestmark = pytest.mark.bench_only("processes meet at the row locks of MariaDB")

CALLS = "salesflow_app.tests.site.signing.race_calls"
ROUNDS, MANY = get_rounds(2), 4


@pytest.fixture(scope="module", params=[False, True], ids=["snapshot off", "snapshot on"])
def team(request):
	workers = Team(MANY, snapshot_isolation=request.param)
	yield workers
	workers.close()


def make_verified(make) -> tuple:
	"""A SOW, and its link in a browser that gave the code."""
	sow = make(deals.make_sent_sow)
	link = links.find_by_token(helpers.make_token(sow)).name
	links.note(link, verified_session="s", verified_until=codes._get_moment(minutes=30))
	frappe.db.commit()
	return sow, {"link": link, "name": sow.name, "content_hash": sow.content_hash}


def test_r01_and_r02_many_clicks_by_link_sign_once(make, team):
	for _round in range(ROUNDS):
		sow, values = make_verified(make)
		outcomes = team.run(f"{CALLS}.sign", [values] * MANY, user="Guest")
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == [""] * MANY, [o.trace for o in outcomes]
		assert len({str(outcome.result) for outcome in outcomes}) == 1
		assert frappe.db.count("Sales Order", {"salesflow_sow": sow.name}) == 1
		signed = {"reference_name": sow.name, "event": "signed"}
		assert frappe.db.count("Salesflow Evidence Entry", signed) == 1


def test_r04_signature_while_staff_revise_is_one_or_the_other(users, make, team):
	for _round in range(ROUNDS):
		sow, values = make_verified(make)
		outcomes = [
			*team.run(
				"salesflow_app.tests.site.signing.race_calls.either",
				[
					{"what": "sign", **values, "user": "Guest"},
					{"what": "revise", "name": sow.name, "user": users.sa},
				],
			)
		]
		frappe.db.rollback()
		state, version = frappe.db.get_value("SOW", sow.name, ["workflow_state", "version"])
		orders = frappe.db.count("Sales Order", {"salesflow_sow": sow.name})
		assert (state, orders) in (("Signed", 1), ("Drafting", 0)), [o.trace for o in outcomes]
		assert version == 1
		assert sum(outcome.ok for outcome in outcomes) == 1, [o.trace for o in outcomes]
		assert "Deadlock" not in outcomes[0].error  # the client never reads what a database says
