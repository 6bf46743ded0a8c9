"""Rejection, recall, changes and amendments of an order that is or was approved."""

import json

import frappe
import pytest
from frappe.model.workflow import apply_workflow, get_transitions
from frappe.utils import add_days, today

from salesflow_app.tests.site.order.helpers import REFUSED, do, get_state, put
from salesflow_app.tests.site.refusals import refused


def test_rejection_needs_a_reason_of_its_own(make_order, users, as_user):
	from salesflow_app.documents.reasons import give_reason

	order = do(users.su, as_user, make_order(), "Submit for Approval")
	with as_user(users.sm), pytest.raises(REFUSED, match="Reason for Rejection"):
		apply_workflow(frappe.get_doc("Sales Order", order.name), "Reject")
	with as_user(users.sm):
		give_reason("Sales Order", order.name, "Reject", "The price is too low.")
	do(users.sm, as_user, order, "Reject")
	assert get_state(order) == (0, "Draft")
	task = frappe.get_all("ToDo", {"reference_name": order.name, "allocated_to": users.su}, ["description"])
	assert "The price is too low." in task[0].description
	do(users.su, as_user, order, "Submit for Approval")
	assert not order.salesflow_reason
	assert not frappe.db.exists(
		"ToDo", {"reference_name": order.name, "allocated_to": users.su, "status": "Open"}
	)
	with as_user(users.sm), pytest.raises(REFUSED, match="Reason for Rejection"):
		apply_workflow(frappe.get_doc("Sales Order", order.name), "Reject")


def test_only_who_made_the_order_takes_it_back(make_order, users, as_user):
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	with as_user(users.su2), refused("Draft"):
		put(order, salesflow_approval_state="Draft", salesflow_reason="I want it back")
	do(users.su, as_user, order, "Recall")
	assert get_state(order) == (0, "Draft")


def test_order_that_lies_with_the_approver_keeps_its_price(make_order, users, as_user):
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	with as_user(users.su), pytest.raises(REFUSED, match="pending approval"):
		order.items[0].rate = 1
		order.save()
	with as_user(users.sm):
		cheaper = frappe.get_doc("Sales Order", order.name)
		cheaper.items[0].rate = 900
		cheaper.save()
	do(users.om, as_user, order, "Approve")
	assert order.net_total == 900


def update_rate(order, rate):
	from erpnext.controllers.accounts_controller import update_child_qty_rate

	line = order.items[0]
	fields = ("item_code", "description", "qty", "uom", "conversion_factor")
	row = {field: line.get(field) for field in fields}
	row.update(docname=line.name, rate=rate, delivery_date=str(line.delivery_date))
	update_child_qty_rate("Sales Order", json.dumps([row]), order.name)


def test_approved_price_is_not_changed_without_the_approver(make_order, users, as_user):
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	do(users.sm, as_user, order, "Approve")
	with as_user(users.su), refused("must be approved by", "Workflow"):  # Frappe may be first
		update_rate(order, 10)
	with as_user(users.sm):
		update_rate(order, 990)
	assert frappe.db.get_value("Sales Order", order.name, "net_total") == 990


def test_cancelled_order_has_no_approval_and_its_amendment_needs_a_new_one(make_order, users, as_user):
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	do(users.sm, as_user, order, "Approve")
	with as_user(users.sm):
		order.cancel()
	assert get_state(order) == (2, "Cancelled")
	assert get_transitions(frappe.get_doc("Sales Order", order.name)) == []  # the desk asks for them
	with as_user(users.su):
		amended = frappe.copy_doc(order)
		amended.update({"amended_from": order.name, "docstatus": 0, "salesflow_approval_state": "Approved"})
		amended.insert()
		with refused("Submit for Approval"):
			amended.submit()
	assert get_state(amended) == (0, "Draft")


def test_switch_off_leaves_erpnext_as_it_is(make_order, users, as_user, settings):
	settings(use_order_approval=0)
	order = make_order()
	assert not order.salesflow_approver
	with as_user(users.su):
		order.submit()
	assert order.docstatus == 1


def test_workflow_of_the_site_itself_is_left_alone(make_order, users, as_user, settings):
	frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": "Site Draft"}).insert(
		ignore_if_duplicate=True
	)
	frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": "Site Done"}).insert(
		ignore_if_duplicate=True
	)
	frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": "Site's Own",
			"document_type": "Sales Order",
			"workflow_state_field": "salesflow_approval_state",
			"is_active": 1,
			"states": [
				{"state": "Site Draft", "doc_status": "0", "allow_edit": "Sales User"},
				{"state": "Site Done", "doc_status": "1", "allow_edit": "Sales User"},
			],
			"transitions": [
				{
					"state": "Site Draft",
					"action": "Approve",
					"next_state": "Site Done",
					"allowed": "Sales User",
				}
			],
		}
	).insert()
	frappe.clear_cache(doctype="Sales Order")
	order = make_order()
	with as_user(users.su):
		apply_workflow(order, "Approve")
	order.reload()
	assert (order.docstatus, order.salesflow_approval_state, order.salesflow_approver) == (
		1,
		"Site Done",
		None,
	)


def test_order_from_before_the_app_stays_usable(make_order, users, as_user, settings):
	settings(use_order_approval=0)
	order = make_order()
	order.submit()
	frappe.db.set_value("Sales Order", order.name, "salesflow_approval_state", None)
	settings(use_order_approval=1)
	with as_user(users.su):
		put(order, po_date=today())
		put(order, delivery_date=add_days(today(), 30))
	assert get_state(order) == (1, "Approved")
	with as_user(users.sm):
		frappe.get_doc("Sales Order", order.name).cancel()


def test_approvers_have_a_task_until_somebody_decided(make_order, users, as_user):
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	filters = {"reference_name": order.name, "status": "Open"}
	assert frappe.get_all("ToDo", filters, pluck="allocated_to") == [users.sm]
	do(users.sm, as_user, order, "Approve")
	assert not frappe.get_all("ToDo", filters)
