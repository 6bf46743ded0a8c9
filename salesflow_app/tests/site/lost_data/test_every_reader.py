"""No report, chart, card or export tells anybody but the leader why a deal was lost."""

import frappe
import pytest

from salesflow_app.tests.site.lost_data.helpers import WORD, get_analyses
from salesflow_app.tests.site.lost_data.readers import get_readers
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.tests.site.reports.helpers import run

SECRETS = (WORD, "Rival")


def find_told(lost) -> set[str]:
	"""The readers that tell a secret to the session's user. One that refuses, or wants other filters, tells nothing."""
	told = set()
	for name, read in get_readers():
		frappe.db.savepoint("reader")
		try:
			text = frappe.as_json(read(lost))
		except Exception as error:
			text = str(error) + str(frappe.local.message_log)
			frappe.db.rollback(save_point="reader")
		frappe.clear_messages()
		if any(secret in text for secret in SECRETS):
			told.add(name)
	return told


@pytest.fixture
def advised(lost, users, as_user):
	"""The lost deal has advice, a colleague asked, and an analysis that says more."""
	with as_user(users.sm):
		doc = frappe.get_doc("Opportunity", lost.name).update({"salesflow_advice": "Call again"})
		doc.save()
		doc.add_comment("Comment", f'<span class="mention" data-id="{users.su2}">Sam</span> what now?')
	(analysis,) = get_analyses(lost)
	frappe.get_doc("Salesflow Lost Analysis", analysis.name).add_comment("Comment", f"{WORD} again")
	return lost


@pytest.mark.parametrize("who", ["su", "am", "om", "sys", "other leader"])
def test_no_reader_tells_anybody_but_the_leader(users, as_user, advised, other_leader, who):
	with as_user(getattr(users, who, other_leader)):
		assert find_told(advised) == set()


def test_the_leader_reads_it_in_the_report(users, as_user, advised):
	with as_user(users.sm):
		assert (
			"report Lost Analysis"
			in find_told(advised)
			<= {
				"report Lost Analysis",
				"exported_lists",
				"exported_reports",
			}
		)
		rows = [row for row in run("Lost Analysis").rows if row.reference_name == advised.name]
	assert [(row.lost_reasons, row.competitors, row.sales_person) for row in rows] == [
		("Price", "Rival", "Sue Test")
	]


def test_counts_of_another_leader_are_without_it(users, as_user, advised, other_leader):
	with as_user(other_leader):
		found = run("Lost Analysis")
		assert not found.rows and not found.chart and found.summary["Lost Deals"] == 0
		assert run("Deal Pipeline").summary["Lost"] >= 1  # that it is lost is no secret


def test_lost_analysis_is_never_a_prepared_report(users, as_user, advised):
	frappe.db.set_value("Report", "Lost Analysis", "prepared_report", 1)
	with as_user(users.sm):
		refuse(run, "Lost Analysis", words="Prepared Report")


@pytest.mark.bench_only("reports by mail and dashboards")
def test_lost_analyses_are_neither_mailed_nor_charted(users, as_user):
	mail = {
		"doctype": "Auto Email Report",
		"report": "Lost Analysis",
		"user": users.sm,
		"email_to": users.sys,
	}
	refuse(
		frappe.get_doc({**mail, "frequency": "Daily", "format": "CSV"}).insert, words="cannot be sent by mail"
	)
	chart = {"doctype": "Dashboard Chart", "chart_name": "Why", "chart_type": "Group By", "type": "Bar"}
	chart |= {"document_type": "Salesflow Lost Analysis", "group_by_based_on": "lost_reasons"}
	refuse(frappe.get_doc({**chart, "filters_json": "[]"}).insert, words="cannot be charted")
