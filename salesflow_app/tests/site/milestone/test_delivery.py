"""A milestone “On Delivery” is reached when the order is delivered in full, and taken back with the delivery."""

import frappe
import pytest
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note

from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.milestone.helpers import get_state


@given.register
def make_sow_on_delivery(users):
	"""Five pieces, billed on delivery."""
	item = factories.make_item(stock=True).name
	factories.make_stock(item)
	plan = [{"milestone_name": "All", "percentage": 100, "trigger": "On Delivery"}]
	rows = [{"item_code": item, "qty": 5, "uom": "Nos", "rate": 200}]
	return deals.make_running_sow(users, items=rows, milestones=plan)


@pytest.fixture
def sow(settings):
	settings(use_clearance=0, departments=[])
	return given.get("sow_on_delivery")


@pytest.fixture
def milestone(sow):
	return deals.get_milestones(sow)[0]


def deliver(sow, qty: float, **links):
	note = make_delivery_note(sow.sales_order)
	note.items[0].update({"qty": qty, **links})
	return note.insert().submit()


def test_one_of_five_pieces_does_not_reach_it(sow, milestone):
	deliver(sow, 1)
	assert get_state(milestone) == "Planned"
	last = deliver(sow, 4)
	assert get_state(milestone) == "Reached"
	last.cancel()
	assert get_state(milestone) == "Planned"
	assert frappe.db.get_value("Payment Milestone", milestone.name, "reached_on") is None


def test_it_is_taken_back_from_billing_while_nothing_is_billed(users, sow, milestone):
	note = deliver(sow, 5)
	deals.report(users, milestone.reload())
	task = {"reference_name": milestone.name, "salesflow_task": "bill", "status": "Open"}
	assert frappe.db.exists("ToDo", task)
	note.cancel()
	assert get_state(milestone) == "Planned" and not frappe.db.exists("ToDo", task)


def test_billed_milestone_stays_billed(users, sow, milestone):
	note = deliver(sow, 5)
	deals.bill(users, deals.report(users, milestone.reload()), submit=False)
	note.cancel()
	assert get_state(milestone) == "Draft Invoiced"


def test_what_a_person_marked_reached_stays(users, sow, milestone):
	note = deliver(sow, 1)
	with deals.as_user(users.am):
		deals.do(milestone, "Mark Reached")
	note.cancel()
	assert get_state(milestone) == "Reached"
