"""An order is submitted only by its approver, and only with the signed SOW that its deal needs."""

import json

import frappe
import pytest
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, today

from salesflow_app.tests.site import factories

REFUSED = (frappe.ValidationError, frappe.PermissionError)
BY_MANAGER = [{"company": "", "document": "Sales Order", "approver_role": "Sales Manager"}]


@pytest.fixture(autouse=True)
def rules(settings):
	return settings(use_order_approval=1, approval_rules=BY_MANAGER, sow_rules=[], departments=[])


@pytest.fixture
def make_order(users, as_user):
	"""An order made by the sales user."""
	item = factories.make_item().name

	def make(owner=users.su, **values):
		with as_user(owner):
			values.setdefault("items", [factories.get_item_row(item)])
			return factories.make_sales_order(customer=users.customer_a, **values)

	return make


def get_state(order) -> tuple[int, str]:
	return frappe.db.get_value("Sales Order", order.name, ["docstatus", "salesflow_approval_state"])


def do(user, as_user, order, action):
	with as_user(user):
		apply_workflow(frappe.get_doc("Sales Order", order.name), action)
	order.reload()
	return order


def put(order, **values):
	doc = frappe.get_doc("Sales Order", order.name)
	doc.update(values)
	return doc.save()


# Approval


def test_order_says_who_approves_it_and_why(make_order):
	order = make_order()
	assert order.salesflow_approver == "Sales Manager"
	assert "row 1" in order.salesflow_approval_reason


ATTEMPTS = (
	lambda order: frappe.client.submit(frappe.get_doc("Sales Order", order.name).as_dict()),
	lambda order: put(order, docstatus=1),
	lambda order: put(order, salesflow_approval_state="Approved"),
	lambda order: put(order, salesflow_approval_state="Approved", docstatus=1),
	lambda order: frappe.copy_doc(order).update({"docstatus": 1, "po_no": "X1"}).insert(),
	lambda order: frappe.get_doc(
		{
			**frappe.copy_doc(order).as_dict(),
			"docstatus": 1,
			"po_no": "X2",
			"salesflow_approval_state": "Approved",
		}
	).insert(),
	lambda order: apply_workflow(frappe.get_doc("Sales Order", order.name), "Approve"),
)


@pytest.mark.parametrize("state", ["Draft", "Pending Approval"])
def test_seller_cannot_pass_the_approver(make_order, users, as_user, state):
	order = make_order()
	if state == "Pending Approval":
		do(users.su, as_user, order, "Submit for Approval")
	count = frappe.db.count("Sales Order", {"docstatus": 1})
	for user in (users.su, users.su2):
		for attempt in ATTEMPTS:
			frappe.db.savepoint("attempt")
			with as_user(user), pytest.raises(REFUSED):
				attempt(order)
			frappe.db.rollback(save_point="attempt")
	assert get_state(order) == (0, state)
	assert frappe.db.count("Sales Order", {"docstatus": 1}) == count


def test_refusal_names_order_approver_and_way_out(make_order, users, as_user):
	order = make_order()
	with as_user(users.su), pytest.raises(REFUSED) as refusal:
		put(order, docstatus=1)
	for word in (order.name, "Sales Manager", "Submit for Approval"):
		assert word in str(refusal.value)


def test_rest_client_cannot_submit_past_the_approver(make_order, users, http, committed):
	order = make_order()
	frappe.db.commit()
	client = http.as_user(users.su)
	answers = [
		client.api_put("Sales Order", order.name, docstatus=1),
		client.api_put("Sales Order", order.name, salesflow_approval_state="Approved", docstatus=1),
		client.api_post("frappe.client.submit", doc=json.dumps(order.as_dict(), default=str)),
		client.post(
			"/api/method/run_doc_method", data={"dt": "Sales Order", "dn": order.name, "method": "submit"}
		),
		client.api_post(
			"frappe.client.set_value", doctype="Sales Order", name=order.name, fieldname="docstatus", value=1
		),
	]
	assert all(400 <= answer.status_code < 500 for answer in answers), [a.status_code for a in answers]
	frappe.db.rollback()
	assert get_state(order) == (0, "Draft")


def test_import_cannot_submit_past_the_approver(make_order, users, as_user):
	order = make_order()
	values = {"doctype": "Sales Order", **order.as_dict(no_default_fields=True), "po_no": "Imported"}
	frappe.flags.in_import = True
	with as_user(users.su), pytest.raises(REFUSED):
		doc = frappe.get_doc({**values, "salesflow_approval_state": None}).insert()
		doc.submit()
	assert not frappe.db.exists("Sales Order", {"po_no": "Imported", "docstatus": 1})


def test_approver_approves_the_order_of_another(make_order, users, as_user):
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	do(users.sm, as_user, order, "Approve")
	assert get_state(order) == (1, "Approved")


@pytest.mark.parametrize("owner", ["sm", "Administrator"])
def test_nobody_approves_an_own_order(make_order, users, as_user, owner):
	owner = getattr(users, owner, owner)
	order = do(owner, as_user, make_order(owner=owner), "Submit for Approval")
	for attempt in (
		lambda: apply_workflow(frappe.get_doc("Sales Order", order.name), "Approve"),
		lambda: put(order, salesflow_approval_state="Approved", docstatus=1),
		lambda: put(order, docstatus=1),
	):
		with as_user(owner), pytest.raises(REFUSED):
			attempt()
	assert get_state(order) == (0, "Pending Approval")


def test_rule_that_names_a_user_holds_for_that_user_alone(make_order, users, as_user, settings):
	settings(approval_rules=[{"company": "", "document": "Sales Order", "approver": users.om}])
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	with as_user(users.sm), pytest.raises(frappe.PermissionError, match="Oscar"):
		apply_workflow(frappe.get_doc("Sales Order", order.name), "Approve")
	do(users.om, as_user, order, "Approve")
	assert get_state(order) == (1, "Approved")


@pytest.mark.parametrize(
	"condition, row",
	[
		({"amount_from": 5000}, {"rate": 5000}),
		({"discount_from": 20}, {"price_list_rate": 1000, "discount_percentage": 20, "rate": 800}),
		({"margin_below": 70}, {"rate": 100}),
	],
	ids=["amount", "discount", "margin"],
)
def test_first_rule_that_fits_decides(make_order, users, as_user, settings, condition, row):
	rule = {"company": "", "document": "Sales Order", **condition}
	settings(approval_rules=[{**rule, "approver": users.om}, *BY_MANAGER])
	item = factories.make_item(stock=True).name
	factories.make_stock(item, rate=40)
	assert make_order(items=[factories.get_item_row(item, **row)]).salesflow_approver == "Oscar Test"
	assert make_order(items=[factories.get_item_row(item)]).salesflow_approver == "Sales Manager"


def test_order_without_rule_is_submitted_plainly(make_order, users, as_user, settings):
	settings(
		approval_rules=[
			{"company": "", "document": "Sales Order", "amount_from": 5000, "approver_role": "Sales Manager"}
		]
	)
	plain, by_action = make_order(), make_order()
	with as_user(users.su):
		plain.submit()
	do(users.su, as_user, by_action, "Submit")
	assert get_state(plain) == get_state(by_action) == (1, "Approved")


def test_rejection_needs_a_reason_of_its_own(make_order, users, as_user):
	from salesflow_app.documents.lifecycle import give_reason

	order = do(users.su, as_user, make_order(), "Submit for Approval")
	with as_user(users.sm), pytest.raises(REFUSED, match="Reason of Rejection"):
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
	with as_user(users.sm), pytest.raises(REFUSED, match="Reason of Rejection"):
		apply_workflow(frappe.get_doc("Sales Order", order.name), "Reject")


def test_only_who_made_the_order_takes_it_back(make_order, users, as_user):
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	with as_user(users.su2), pytest.raises(REFUSED):
		put(order, salesflow_approval_state="Draft")
	do(users.su, as_user, order, "Recall")
	assert get_state(order) == (0, "Draft")


def test_order_that_lies_with_the_approver_keeps_its_price(make_order, users, as_user):
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	with as_user(users.su), pytest.raises(REFUSED, match="awaiting approval"):
		order.items[0].rate = 1
		order.save()
	with as_user(users.sm):
		cheaper = frappe.get_doc("Sales Order", order.name)
		cheaper.items[0].rate = 900
		cheaper.save()
	do(users.sm, as_user, order, "Approve")
	assert order.net_total == 900


def update_rate(order, rate):
	from erpnext.controllers.accounts_controller import update_child_qty_rate

	line = order.items[0]
	row = {
		field: line.get(field) for field in ("item_code", "description", "qty", "uom", "conversion_factor")
	}
	row.update(docname=line.name, rate=rate, delivery_date=str(line.delivery_date))
	update_child_qty_rate("Sales Order", json.dumps([row]), order.name)


def test_approved_price_is_not_changed_without_the_approver(make_order, users, as_user):
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	do(users.sm, as_user, order, "Approve")
	frappe.db.savepoint("before_change")
	with as_user(users.su), pytest.raises(REFUSED):
		update_rate(order, 10)
	frappe.db.rollback(save_point="before_change")
	with as_user(users.sm):
		update_rate(order, 990)
	assert frappe.db.get_value("Sales Order", order.name, "net_total") == 990


def test_cancelled_order_has_no_approval_and_its_amendment_needs_a_new_one(make_order, users, as_user):
	order = do(users.su, as_user, make_order(), "Submit for Approval")
	do(users.sm, as_user, order, "Approve")
	with as_user(users.sm):
		order.cancel()
	assert get_state(order) == (2, None)
	with as_user(users.su):
		amended = frappe.copy_doc(order)
		amended.update({"amended_from": order.name, "docstatus": 0, "salesflow_approval_state": "Approved"})
		amended.insert()
		with pytest.raises(REFUSED):
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
	assert {users.sm, users.om} <= set(frappe.get_all("ToDo", filters, pluck="allocated_to"))
	do(users.sm, as_user, order, "Approve")
	assert not frappe.get_all("ToDo", filters)


# Signed SOW


@pytest.fixture
def api_customer(settings):
	settings(sow_rules=[{"company": "", "customer_class": "API", "sow_needed": 1}], use_order_approval=0)
	return factories.make_customer(salesflow_customer_class="API").name


def make_signed_sow(customer, **values):
	sow = factories.make_sow(customer, **values)
	frappe.db.set_value("SOW", sow.name, {"workflow_state": "In Force", "docstatus": 1})
	return sow


def test_order_that_needs_a_sow_is_refused_without_one(api_customer):
	order = factories.make_sales_order(customer=api_customer)
	assert order.salesflow_sow_needed
	with pytest.raises(frappe.ValidationError) as refusal:
		order.submit()
	for word in (order.name, "Statement of Work", "API", "SOW"):
		assert word in str(refusal.value)


@pytest.mark.parametrize(
	"problem, word",
	[
		({"workflow_state": "Sent", "docstatus": 0}, "not signed"),
		({"workflow_state": "Terminated", "docstatus": 2}, "not signed|cancelled"),
		({"customer": "other"}, "customer"),
		({"company": "Other Company"}, "company"),
		({"total": 9999.99}, "signed"),
		({"currency": "USD"}, "signed"),
	],
)
def test_order_needs_a_sow_that_binds_the_client_to_it(api_customer, users, problem, word):
	sow = make_signed_sow(api_customer)
	order = factories.make_sales_order(
		customer=api_customer, salesflow_sow=sow.name, items=[factories.get_item_row(rate=10000)]
	)
	values = {**problem, "customer": users.customer_b} if "customer" in problem else problem
	frappe.db.set_value("SOW", sow.name, values)
	with pytest.raises(frappe.ValidationError, match=word):
		order.submit()


def test_order_with_its_signed_sow_is_submitted(api_customer):
	sow = make_signed_sow(api_customer)
	order = factories.make_sales_order(
		customer=api_customer, salesflow_sow=sow.name, items=[factories.get_item_row(rate=10000)]
	)
	order.submit()
	assert order.docstatus == 1


def test_order_that_names_a_sow_is_checked_even_where_none_is_needed(users, settings):
	settings(use_order_approval=0)
	sow = factories.make_sow(users.customer_a)
	order = factories.make_sales_order(
		customer=users.customer_a, salesflow_sow=sow.name, items=[factories.get_item_row(rate=10000)]
	)
	with pytest.raises(frappe.ValidationError, match="not signed"):
		order.submit()


def test_answer_of_the_sow_rules_cannot_be_sent_along(api_customer):
	order = factories.make_sales_order(
		customer=api_customer, salesflow_sow_needed=0, salesflow_sow_reason="no"
	)
	assert order.salesflow_sow_needed
	with pytest.raises(frappe.ValidationError, match="Statement of Work"):
		put(order, salesflow_sow_needed=0, docstatus=1)


# Cost


def test_order_outside_any_deal_costs_nothing_extra(make_order, settings):
	settings(use_order_approval=0, sow_rules=[])
	order = make_order()
	assert count_own_statements(order.save) <= 2
	assert count_own_statements(order.submit) <= 2


def count_own_statements(action) -> int:
	"""Statements that are run from the app's own code while `action` runs."""
	import traceback
	from unittest.mock import patch

	seen = []
	run = frappe.db.sql

	def watch(query, *args, **kwargs):
		if any(
			"/salesflow_app/" in frame.filename and "/tests/" not in frame.filename
			for frame in traceback.extract_stack()
		):
			seen.append(str(query))
		return run(query, *args, **kwargs)

	with patch.object(frappe.db, "sql", watch):
		action()
	return len([query for query in seen if "savepoint" not in query.lower()])
