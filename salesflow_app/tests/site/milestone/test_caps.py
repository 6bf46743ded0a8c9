"""Time and material up to a cap: several bills, never more than was signed, nothing lost."""

import frappe
import pytest
from frappe.utils import flt

from salesflow_app.tests.site import deals, given
from salesflow_app.tests.site.refusals import refuse


@given.register
def make_sow_with_cap(users):
	"""4,000 fixed and up to 6,000 by the hour."""
	plan = [
		{"milestone_name": "Concept", "percentage": 40, "trigger": "Manual"},
		{"milestone_name": "Support", "percentage": 60, "trigger": "Manual", "is_cap": 1},
	]
	return deals.make_running_sow(users, milestones=plan)


@pytest.fixture
def sow():
	return given.get("sow_with_cap")


def report(users, milestone, worked):
	with deals.as_user(users.am):
		milestone = deals.do(milestone, "Mark Reached")
		milestone.worked_amount = worked
		return deals.do(milestone.save(), "Report to Billing")


def test_what_was_worked_is_billed_and_the_rest_stays(users, sow):
	concept, support = deals.get_milestones(sow)
	for worked in (1500.5, 2000):
		milestone = report(users, support, worked)
		assert deals.bill(users, milestone).net_total == milestone.amount == worked
		support = frappe.get_doc(
			"Payment Milestone", {"sow": sow.name, "is_cap": 1, "workflow_state": "Planned"}
		)
	assert support.amount == 2499.5
	amounts = [row.amount for row in deals.get_milestones(sow)]
	assert flt(sum(amounts), 2) == sow.total and len(amounts) == 4
	with deals.as_user(users.om):
		support.reason = "The work is done"
		assert deals.do(support.save(), "Waive").workflow_state == "Waived"
	assert concept.reload().workflow_state == "Planned"


@pytest.mark.parametrize("worked", [0, 6000.01])
def test_more_than_the_cap_and_nothing_are_refused(users, sow, worked):
	refuse(report, users, deals.get_milestones(sow)[1], worked, words="Worked (Net)")


def test_whole_cap_leaves_nothing(users, sow):
	report(users, deals.get_milestones(sow)[1], 6000)
	assert len(deals.get_milestones(sow)) == 2
