"""Many acts on one document at once give one chain without gap or fork, in both modes of the database."""

import frappe
import pytest

from salesflow_app.evidence import site_records
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.processes import Team

pytestmark = pytest.mark.bench_only("processes meet at the row locks of MariaDB")
PROCESSES, ROUNDS = 3, 17
"""An act that loses is tried again, four times in all: so many at the same instant always go through."""


@pytest.mark.parametrize("snapshot_isolation", [False, True], ids=["snapshot off", "snapshot on"])
def test_fifty_acts_at_once_make_one_chain(users, committed, snapshot_isolation):
	sow = deals.make_sent_sow(users)
	frappe.db.commit()
	before = frappe.db.count(site_records.ENTRY, {"reference_name": sow.name})
	team = Team(PROCESSES, snapshot_isolation=snapshot_isolation)
	try:
		for number in range(ROUNDS):
			calls = [{"name": sow.name, "words": f"{number}.{process}"} for process in range(PROCESSES)]
			outcomes = team.run("salesflow_app.tests.site.evidence.race_calls.record", calls)
			assert all(outcome.ok for outcome in outcomes), [outcome.trace for outcome in outcomes]
	finally:
		team.close()
	frappe.db.rollback()
	assert frappe.db.count(site_records.ENTRY, {"reference_name": sow.name}) == before + PROCESSES * ROUNDS
	assert list(site_records.check("SOW", sow.name)) == []
