"""The notice to billing: complete, once, and taken back."""

import frappe
from frappe.utils import fmt_money

from salesflow_app.milestone import notice
from salesflow_app.tests.site import deals, given
from salesflow_app.tests.site.milestone.helpers import get_state
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text import formats


class TestNotice:
	def test_notice_goes_to_operations_with_all_they_need(self, users, running, mails):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		mail = mails.find("[Ready to bill]", to=users.om)[-1]
		assert mail.subject == (
			f"[Ready to bill] {running.customer_name} - {running.name} - milestone 1/2 Part 1 - EUR 4,000.00 net"
		)
		for text in (
			running.sales_order,
			running.name,
			milestone.milestone_name,
			fmt_money(4760, currency="EUR"),
			users.am,
		):
			assert text in mail.text.replace(formats.NO_BREAK, " ")
		assert frappe.db.exists(
			"ToDo", {"reference_name": milestone.name, "allocated_to": users.om, "status": "Open"}
		)

	def test_notice_without_address_names_field_and_document(self, users, running):
		order = running.sales_order
		frappe.db.set_value("Sales Order", order, "customer_address", None)
		for address in frappe.get_all(
			"Dynamic Link", {"parenttype": "Address", "link_name": running.customer}, pluck="parent"
		):
			frappe.delete_doc("Address", address, force=True)
		frappe.db.set_value("Customer", running.customer, "customer_primary_address", None)
		frappe.clear_document_cache("Customer", running.customer)
		milestone = deals.get_milestones(running)[0]
		with deals.as_user(users.am):
			sentence = refuse(deals.do, milestone, "Report to Billing", words=milestone.name)
			assert notice.preview(milestone.name)["missing"][0]["field_label"] == "Billing Address"
		assert "Billing Address" in sentence and running.customer in sentence
		assert get_state(milestone) == "Reached"

	def test_nothing_is_asked_for_once_the_milestone_is_over(self, users, running):
		milestone = deals.get_milestones(running)[0]
		frappe.db.set_value("Sales Order", running.sales_order, "status", "Closed")
		with deals.as_user(users.am):
			assert notice.preview(milestone.name)["missing"]
			milestone.db_set("workflow_state", "Waived")
			shown = notice.preview(milestone.name)
		assert shown["is_over"] and not shown["missing"] and not shown["warnings"]

	def test_order_that_is_not_approved_stops_the_notice(self, users):
		sow = given.get("signed_sow")
		with deals.as_user(users.am):
			refuse(
				deals.do, deals.get_milestones(sow)[0], "Report to Billing", words="submit the Sales Order"
			)

	def test_cancelled_order_is_made_again_on_the_sow(self, users, running):
		frappe.get_doc("Sales Order", running.sales_order).cancel()
		milestone = deals.get_milestones(running)[0]
		milestone.reach("a test")
		with deals.as_user(users.am):
			refuse(deals.do, milestone.reload(), "Report to Billing", words="Create > Sales Order")

	def test_ask_back_needs_a_reason_and_a_second_report_sends_a_second_notice(self, users, running, mails):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		with deals.as_user(users.om):
			refuse(deals.do, milestone, "Return with Question", words="Reason")
			milestone = frappe.get_doc("Payment Milestone", milestone.name)
			milestone.reason = "Which cost centre?"
			milestone.save()
			milestone = deals.do(milestone, "Return with Question")
		deals.report(users, milestone)
		assert len(mails.find("[Ready to bill]", to=users.om)) == 2

	def test_met_and_unmet_again_sends_nothing(self, users, running, mails):
		milestone = deals.get_milestones(running)[1]
		for _round in range(5):
			with deals.as_user(users.am):
				milestone = deals.do(milestone, "Mark Reached")
				milestone.reason = "too early"
				milestone.save()
				milestone = deals.do(milestone, "Not Reached after All")
		assert not mails.find("[Ready to bill]", to=users.om)
		assert frappe.db.count("Salesflow Evidence Entry", {"reference_name": milestone.name}) == 10
