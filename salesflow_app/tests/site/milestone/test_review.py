"""The client's time to review a milestone, and a hold until a day: the clock moves them, nobody types the outcome."""

from unittest.mock import patch

import frappe
import pytest
from frappe.utils import add_days, getdate, today

from salesflow_app import tasks
from salesflow_app.portal import accept_milestone
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.milestone.helpers import get_state
from salesflow_app.tests.site.refusals import refuse

ROW = {
	"milestone_name": "All",
	"percentage": 100,
	"trigger": "Manual",
	"acceptance_needed": 1,
	"review_days": 6,
}


@given.register
def make_sow_with_review(users):
	"""One milestone with six days to review; silence is acceptance."""
	return deals.make_running_sow(users, milestones=[ROW], deemed_acceptance=1)


@given.register
def make_sow_with_polite_review(users):
	"""The same without the clause, and the days of Settings."""
	return deals.make_running_sow(users, milestones=[{**ROW, "review_days": 0}])


def ask(users, sow):
	milestone = deals.get_milestones(sow)[0]
	with deals.as_user(users.am):
		return deals.do(deals.do(milestone, "Mark Reached"), "Ask for Acceptance")


def on_day(days: int) -> None:
	"""The clock runs `days` days after the client was asked."""
	with patch("salesflow_app.milestone.review.today", lambda: add_days(today(), days)):
		tasks.follow_reviews()


def get_stages(milestone) -> list[str]:
	sent = {"event": "Milestone Review", "reference_name": milestone.name}
	texts = frappe.get_all("Salesflow Outbox Entry", sent, pluck="payload", order_by="creation asc")
	return [frappe.parse_json(text)["stage"] for text in texts]


def get_event(milestone) -> str:
	filters = {"reference_name": milestone.name}
	return frappe.get_all(
		"Salesflow Evidence Entry", filters, pluck="event", order_by="sequence desc", limit=1
	)[0]


def test_client_is_reminded_twice_and_silence_is_acceptance_as_signed(users, mails):
	milestone = ask(users, given.get("sow_with_review"))
	assert (str(milestone.review_from), str(milestone.review_until)) == (today(), add_days(today(), 6))
	for day in (0, 1, 2, 3, 3, 4, 5, 6, 6):
		on_day(day)
	assert get_stages(milestone) == ["half", "last"] and get_state(milestone) == "Awaiting Acceptance"
	on_day(7)
	milestone.reload()
	assert (milestone.workflow_state, get_event(milestone)) == ("Accepted", "deemed_accepted")
	assert milestone.sow in milestone.accepted_how and get_stages(milestone) == ["half", "last", "over"]
	assert deals.report(users, milestone).workflow_state == "Ready to Bill"


def test_clock_that_stood_still_warns_before_it_accepts(users):
	milestone = ask(users, given.get("sow_with_review"))
	on_day(9)
	assert get_state(milestone) == "Awaiting Acceptance" and get_stages(milestone) == ["last"]
	on_day(10)
	assert get_state(milestone) == "Accepted"


def test_without_the_clause_somebody_asks_and_the_client_can_still_answer(users):
	milestone = ask(users, given.get("sow_with_polite_review"))
	assert (milestone.review_days, str(milestone.review_until)) == (10, add_days(today(), 10))
	for _run in range(2):
		on_day(30)
	task = {"reference_name": milestone.name, "salesflow_task": "ask_client"}
	assert get_state(milestone) == "Awaiting Acceptance" and frappe.db.count("ToDo", task) == 1
	with deals.as_user(users.a1):
		accept_milestone.accept(milestone.name, "Alma Approver", consent=1)
	assert frappe.get_all("ToDo", task, pluck="status") == ["Closed"]


def test_order_on_hold_stops_the_clock_of_the_review(users):
	sow = given.get("sow_with_review")
	milestone = ask(users, sow)
	frappe.get_doc("Sales Order", sow.sales_order).update_status("On Hold")
	on_day(6)
	on_day(7)
	assert get_stages(milestone) == [] and get_state(milestone) == "Awaiting Acceptance"
	frappe.get_doc("Sales Order", sow.sales_order).update_status("Draft")
	on_day(8)
	assert get_stages(milestone) == ["last"]


def test_clause_and_days_are_signed(users):
	sow = given.get("sow_with_review")
	milestone = deals.get_milestones(sow)[0]
	for field, value in (("deemed_acceptance", 0), ("review_days", 1)):
		doc = frappe.get_doc("Payment Milestone", milestone.name)
		doc.set(field, value)
		with deals.as_user(users.am):
			refuse(doc.save, words="Change Order")
	change = frappe.get_doc("SOW", sow.name)
	change.deemed_acceptance = 0
	refuse(change.save, words="Change Order")


def test_hold_comes_back_to_billing_on_its_day(users, running):
	milestone = deals.report(users, deals.get_milestones(running)[0])
	with deals.as_user(users.om):
		milestone.update({"reason": "The client is on holiday", "hold_until": today()})
		refuse(deals.do, milestone.save(), "Hold", words="in the future")
		milestone = frappe.get_doc("Payment Milestone", milestone.name)
		milestone.update({"reason": "The client is on holiday", "hold_until": add_days(today(), 3)})
		milestone = deals.do(milestone.save(), "Hold")
	tasks.end_holds()
	assert get_state(milestone) == "On Hold"
	with patch("salesflow_app.milestone.holding.today", lambda: add_days(today(), 5)):
		tasks.end_holds()
	milestone.reload()
	assert (milestone.workflow_state, milestone.hold_until, milestone.notice_no) == ("Ready to Bill", None, 1)
	task = {"reference_name": milestone.name, "salesflow_task": "bill", "status": "Open"}
	assert frappe.db.count("ToDo", task) >= 1


class TestReachedByWork:
	PLAN = (
		{"milestone_name": "Done", "percentage": 50, "trigger": "On Task Done"},
		{"milestone_name": "Closed", "percentage": 40, "trigger": "On Project Done"},
		{"milestone_name": "Retention", "percentage": 10, "trigger": "On Completion"},
	)

	@pytest.mark.bench_only("the stand-in has neither tasks nor the percentages of a project")
	def test_task_project_and_completion_reach_their_milestones(self, users):
		sow = deals.make_running_sow(users, milestones=[dict(row) for row in self.PLAN], project_needed=1)
		by_task, by_project, retention = deals.get_milestones(sow)
		task = frappe.get_doc({"doctype": "Task", "subject": "Build", "project": sow.project}).insert()
		with deals.as_user(users.am):
			by_task.task = task.name
			by_task.save()
		for status, state in (("Completed", "Reached"), ("Open", "Planned"), ("Completed", "Reached")):
			task.update({"status": status, "completed_on": getdate(today())})
			task.save()
			assert get_state(by_task) == state
		assert (
			frappe.db.get_value("Project", sow.project, "status") == "Completed"
		)  # by ERPNext, with its last task
		tasks.reach_milestones()
		assert (get_state(by_project), get_state(retention)) == ("Reached", "Planned")
		for milestone in (by_task, by_project):
			deals.report(users, milestone.reload())
		tasks.reach_milestones()
		assert get_state(retention) == "Reached"

	def test_task_that_was_done_before_is_found_by_the_clock(self, users):
		plan = [{"milestone_name": "Done", "percentage": 100, "trigger": "On Project Done"}]
		milestone = deals.get_milestones(deals.make_running_sow(users, milestones=plan, project_needed=1))[0]
		project = frappe.db.get_value("SOW", milestone.sow, "project")
		frappe.db.set_value("Project", project, "status", "Completed")
		tasks.reach_milestones()
		assert get_state(milestone) == "Reached"


def test_met_and_unmet_is_billed_once_and_told_once(users, running):
	"""Each toggle is an event; billing hears of it once, unless it asks."""
	milestone = deals.get_milestones(running)[1]
	for _toggle in range(5):
		with deals.as_user(users.am):
			milestone = deals.do(milestone, "Mark Reached")
			milestone.reason = factories.get_unique("Not yet")
			milestone = deals.do(milestone.save(), "Not Reached after All")
	milestone = deals.report(users, milestone)
	deals.bill(users, milestone)
	events = frappe.get_all("Salesflow Evidence Entry", {"reference_name": milestone.name}, pluck="event")
	notices = {"event": "Milestone Notice", "reference_name": milestone.name}
	assert (events.count("reached"), events.count("not_reached")) == (6, 5)
	assert frappe.db.count("Salesflow Outbox Entry", notices) == 1
	assert frappe.db.count("Sales Invoice", {"salesflow_payment_milestone": milestone.name}) == 1
