"""Departments hand over, and nothing is delivered before."""

import frappe
import pytest
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note

from salesflow_app.order import production
from salesflow_app.tests.site import factories, processes
from salesflow_app.tests.site.factory_floor import (
	BOARDS,
	METAL,
	put,
	update_items,
)
from salesflow_app.tests.site.production.helpers import get_rows, hand_over
from salesflow_app.tests.site.refusals import refused


def test_last_department_hands_over_to_final_pack(order, users, as_user, mails):
	assert hand_over(order, as_user, users.mf, METAL) == [False]
	assert not mails.find("Final Pack")
	assert hand_over(order, as_user, users.mf, BOARDS, BOARDS) == [True, True]
	order.reload()
	assert order.salesflow_production_ready
	row = order.salesflow_production[0]
	assert (row.handed_over, row.handed_over_by) == (1, users.mf) and row.handed_over_on
	mail = mails.find("Final Pack")
	assert len(mail) == 1 and {"pack@factory.example", users.st} <= set(mail[0].recipients)
	tasks = frappe.get_all("ToDo", {"reference_name": order.name, "status": "Open"}, pluck="allocated_to")
	assert users.st in tasks and users.mf not in tasks


@pytest.mark.parametrize("user", ["su", "st", "qm", "dl", "sm"])
def test_only_production_hands_over(order, users, as_user, user):
	with as_user(getattr(users, user)), pytest.raises(frappe.PermissionError, match="Manufacturing User"):
		production.hand_over(order.name, METAL)
	assert get_rows(order)[METAL] == 0


def test_hand_over_of_an_unknown_department_names_the_known_ones(order, users, as_user):
	with as_user(users.mf), pytest.raises(frappe.ValidationError, match=METAL):
		production.hand_over(order.name, "Bakery")


@pytest.mark.parametrize("status", ["Closed", "On Hold"])
def test_order_that_is_stopped_is_not_handed_over(order, users, as_user, status):
	order.update_status(status)
	with as_user(users.mf), pytest.raises(frappe.ValidationError, match=status):
		production.hand_over(order.name, METAL)


def test_draft_and_cancelled_orders_are_not_handed_over(floor, users, as_user, order):
	draft = factories.make_sales_order(customer=users.customer_a, items=floor.get_rows())
	order.cancel()
	for name in (draft.name, order.name):
		with as_user(users.mf), refused(name):
			production.hand_over(name, METAL)


def test_hand_over_is_taken_back(order, users, as_user):
	hand_over(order, as_user, users.mf, METAL, BOARDS)
	with as_user(users.mf):
		production.take_back(order.name, METAL)
	assert get_rows(order) == {METAL: 0, BOARDS: 1}
	assert not order.salesflow_production_ready
	packing = {"reference_name": order.name, "status": "Open", "salesflow_task": "final_pack"}
	assert not frappe.get_all("ToDo", packing)
	hand_over(order, as_user, users.mf, METAL)
	assert frappe.get_all("ToDo", packing)


def test_hand_over_is_not_taken_back_once_packed(order, users, as_user):
	hand_over(order, as_user, users.mf, METAL, BOARDS)
	note = make_delivery_note(order.name).insert()
	with as_user(users.mf), pytest.raises(frappe.ValidationError, match=note.name):
		production.take_back(order.name, METAL)


def test_more_to_make_opens_the_hand_over_again(order, floor, users, as_user):
	hand_over(order, as_user, users.mf, METAL, BOARDS)
	update_items(order, {floor.frame: 9})
	assert get_rows(order) == {METAL: 0, BOARDS: 1}
	assert not order.salesflow_production_ready


def test_less_to_make_leaves_the_hand_over(order, floor, users, as_user):
	hand_over(order, as_user, users.mf, METAL, BOARDS)
	update_items(order, {floor.frame: 2})
	assert get_rows(order) == {METAL: 1, BOARDS: 1}


def test_hand_over_cannot_be_written_past_the_button(order, floor, users, as_user):
	rows = [{**row.as_dict(), "handed_over": 1} for row in order.salesflow_production]
	with as_user(users.su):
		put(order, salesflow_production=rows, salesflow_production_ready=1)
		put(order, salesflow_production=[])
	assert get_rows(order) == {METAL: 0, BOARDS: 0}
	assert not order.salesflow_production_ready
	draft = factories.make_sales_order(
		customer=users.customer_a,
		items=floor.get_rows(),
		salesflow_production=[{"department": "Mine", "handed_over": 1}],
		salesflow_production_ready=1,
	)
	draft.submit()
	assert get_rows(draft) == {METAL: 0, BOARDS: 0}


def test_nothing_is_delivered_before_all_have_handed_over(order, users, as_user):
	hand_over(order, as_user, users.mf, METAL)
	with as_user(users.st), pytest.raises(frappe.ValidationError) as refusal:
		make_delivery_note(order.name).insert()
	for word in (BOARDS, order.name, "Hand Over"):
		assert word in str(refusal.value)
	assert METAL not in str(refusal.value)
	hand_over(order, as_user, users.mf, BOARDS)
	with as_user(users.st):
		make_delivery_note(order.name).insert().submit()
	order.reload()
	assert order.per_delivered == 100


def test_final_pack_task_ends_with_the_delivery_note(order, users, as_user):
	hand_over(order, as_user, users.mf, METAL, BOARDS)
	make_delivery_note(order.name).insert()
	assert not frappe.get_all("ToDo", {"reference_name": order.name, "status": "Open"})


def test_hand_over_answers_to_post_alone(order, users, http, committed):
	frappe.db.commit()
	client = http.as_user(users.mf)
	method = "salesflow_app.order.production.hand_over"
	assert client.api_get(method, sales_order=order.name, department=METAL).status_code in (403, 405)
	assert http.guest().api_post(method, sales_order=order.name, department=METAL).status_code == 403
	assert (
		http.as_user(users.su).api_post(method, sales_order=order.name, department=METAL).status_code == 403
	)
	assert client.api_post(method, sales_order=order.name, department=METAL).json()["message"] is False
	frappe.db.rollback()
	assert get_rows(order) == {METAL: 1, BOARDS: 0}


@pytest.mark.bench_only("processes that meet at the same rows")
@pytest.mark.parametrize("isolation", [False, True])
def test_two_departments_at_once_make_the_order_ready_once(order, users, committed, isolation, mails):
	frappe.db.commit()
	calls = [{"sales_order": order.name, "department": name} for name in (METAL, BOARDS, METAL, BOARDS)]
	outcomes = processes.run_together(
		"salesflow_app.order.production.hand_over", calls, user=users.mf, snapshot_isolation=isolation
	)
	assert all(outcome.ok for outcome in outcomes), [outcome.trace for outcome in outcomes if not outcome.ok]
	frappe.db.rollback()
	assert get_rows(order) == {METAL: 1, BOARDS: 1}
	assert order.salesflow_production_ready
	assert len(mails.find("Final Pack", doc=order)) == 1
	packing = {"reference_name": order.name, "salesflow_task": "final_pack"}
	tasks = frappe.get_all("ToDo", packing, pluck="allocated_to")
	assert len(tasks) == len(set(tasks))
