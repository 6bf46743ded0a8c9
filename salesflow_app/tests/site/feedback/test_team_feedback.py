"""What the team says after a close."""

import frappe
import pytest

from salesflow_app.feedback import asking, team
from salesflow_app.tests.site import deals, given
from salesflow_app.tests.site.feedback.helpers import pay_all, work
from salesflow_app.tests.site.refusals import refuse


@given.register
def make_closed_order(users):
	order = pay_all(users, deals.make_running_sow(users))
	work(order, asking.TEAM_EVENT)
	return order


@pytest.fixture
def order(users):
	return given.get("closed_order")


def get_askers(order) -> set[str]:
	filters = {"reference_name": order.name, "salesflow_task": team.TASK, "status": "Open"}
	return set(frappe.get_all("ToDo", filters, pluck="allocated_to"))


def say(user, order, **values):
	with deals.as_user(user):
		return frappe.get_doc(
			{"doctype": "Team Feedback", "sales_order": order.name, "went_well": "Fast", **values}
		).insert()


def test_each_member_of_the_team_has_a_task_until_they_say_it(users, order):
	asked = get_askers(order)
	assert {users.am, users.sm} <= asked and not asked & {users.ac, users.a1, users.om}
	said = say(users.am, order, member=users.sm, account_manager=users.su2, to_change="Ask earlier")
	assert (said.member, said.account_manager, said.sow) == (users.am, users.am, order.salesflow_sow)
	assert get_askers(order) == asked - {users.am}
	work(order, asking.TEAM_EVENT)
	assert get_askers(order) == asked - {users.am}


def test_reopened_order_takes_the_tasks_back(users, order):
	invoice = frappe.db.get_value("Sales Invoice Item", {"sales_order": order.name, "docstatus": 1}, "parent")
	paid = frappe.db.get_value(
		"Payment Entry Reference", {"reference_name": invoice, "docstatus": 1}, "parent"
	)
	with deals.as_user(users.ac):
		frappe.get_doc("Payment Entry", paid).cancel()
	assert get_askers(order) == set()
	refuse(say, users.am, order, words="is not closed")


def test_who_may_say_and_read_what(users, order):
	refuse(say, users.am, order, words="write what went well", went_well=" ")
	refuse(say, users.am, order, words="5,000", to_change="x" * 100_000)
	refuse(say, users.om, order, words="not in the team")
	said = say(users.am, order)
	refuse(say, users.am, order, words=said.name)
	with deals.as_user(users.sm):
		doc = frappe.get_doc("Team Feedback", said.name)
		doc.went_well = "Slow"
		refuse(doc.save, words="only")
	for user, reads in ((users.am, True), (users.sm, True), (users.om, True), (users.sa, False)):
		with deals.as_user(user):
			assert bool(frappe.get_list("Team Feedback", {"name": said.name})) == reads, user
			assert frappe.has_permission("Team Feedback", "read", said.name) == reads, user
