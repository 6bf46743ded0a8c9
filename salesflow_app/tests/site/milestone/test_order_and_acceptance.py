"""Milestones against their order and SOW, and the client's acceptance."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.conversions.payment_milestone_to_sales_invoice import make_sales_invoice
from salesflow_app.milestone import reaching
from salesflow_app.tests.site import deals, given
from salesflow_app.tests.site.milestone.helpers import get_state
from salesflow_app.tests.site.refusals import refuse


class TestOrder:
	def test_order_with_billed_milestones_is_not_cancelled(self, users, running):
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(running)[0]), submit=False)
		with deals.as_user(users.sm):
			refuse(frappe.get_doc("Sales Order", running.sales_order).cancel, words=invoice.name)

	def test_order_on_hold_is_not_billed(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		frappe.get_doc("Sales Order", running.sales_order).update_status("On Hold")
		with deals.as_user(users.ac):
			refuse(make_sales_invoice, milestone.name, words="On Hold")

	def test_sow_is_in_force_when_its_order_is_approved(self, users, running):
		assert running.workflow_state == "In Force"

	def test_task_to_have_the_order_approved_closes_with_its_approval(self, users):
		sow = given.get("signed_sow")
		filters = {"reference_name": sow.name, "allocated_to": users.sa, "status": "Open"}
		(task,) = frappe.get_all("ToDo", filters, ["name", "description"])
		assert sow.sales_order in task.description
		deals.approve_order(users, sow.sales_order)
		assert frappe.db.get_value("ToDo", task.name, "status") == "Closed"

	def test_sow_with_open_milestones_is_not_completed(self, users, running):
		with deals.as_user(users.am):
			refuse(deals.do, running, "Complete", words="are open")


class TestAcceptance:
	def test_client_accepts_and_only_then_it_is_reported(self, users):
		from salesflow_app.portal import accept_milestone

		plan = [{"milestone_name": "All", "percentage": 100, "trigger": "Manual", "acceptance_needed": 1}]
		sow = deals.make_running_sow(users, milestones=plan)
		milestone = deals.get_milestones(sow)[0]
		with deals.as_user(users.am):
			milestone = deals.do(milestone, "Mark Reached")
			refuse(deals.do, milestone, "Report to Billing", words="Not a valid Workflow Action")
			milestone = deals.do(milestone, "Ask for Acceptance")
			milestone.workflow_state = "Accepted"
			refuse(milestone.save, words=milestone.name)
		with deals.as_user(users.a2), pytest.raises(frappe.PermissionError, match=milestone.name):
			accept_milestone.accept(milestone.name, "Arno Other", consent=1)
		with deals.as_user(users.a1):
			first = accept_milestone.accept(milestone.name, "Alma Approver", consent=1)
			assert accept_milestone.accept(milestone.name, "Alma Approver", consent=1) == first
		milestone = frappe.get_doc("Payment Milestone", milestone.name)
		assert (milestone.workflow_state, milestone.accepted_by) == ("Accepted", "Alma Approver")
		assert deals.report(users, milestone).workflow_state == "Ready to Bill"

	def test_rejection_needs_a_reason_and_goes_back(self, users):
		from salesflow_app.portal import accept_milestone

		plan = [{"milestone_name": "All", "percentage": 100, "trigger": "Manual", "acceptance_needed": 1}]
		milestone = deals.get_milestones(deals.make_running_sow(users, milestones=plan))[0]
		with deals.as_user(users.am):
			milestone = deals.do(deals.do(milestone, "Mark Reached"), "Ask for Acceptance")
		with deals.as_user(users.a1):
			refuse(accept_milestone.reject, milestone.name, "   ", words="Reason")
			accept_milestone.reject(milestone.name, "The report is missing")
		assert frappe.db.get_value("Payment Milestone", milestone.name, ["workflow_state", "reason"]) == (
			"Rejected",
			"The report is missing",
		)


def test_dates_are_caught_up_with(users):
	plan = [
		{
			"milestone_name": "Day",
			"percentage": 100,
			"trigger": "On Date",
			"planned_date": add_days(today(), 5),
		}
	]
	milestone = deals.get_milestones(deals.make_signed_sow(users, milestones=plan))[0]
	reaching.by_clock()
	assert get_state(milestone) == "Planned"
	frappe.db.set_value("Payment Milestone", milestone.name, "planned_date", add_days(today(), -6))
	reaching.by_clock()
	assert get_state(milestone) == "Reached"
