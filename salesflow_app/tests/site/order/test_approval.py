"""An order is submitted by its approver alone."""

import json

import frappe
import pytest
from frappe.model.workflow import apply_workflow

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.order.helpers import BY_MANAGER, REFUSED, do, get_state, put
from salesflow_app.tests.site.refusals import refused


def test_order_says_who_approves_it_and_why(make_order):
	order = make_order()
	assert order.salesflow_approver == "Sales Manager"
	assert "row 1" in order.salesflow_approval_reason


def insert_approved(order):
	values = {"docstatus": 1, "po_no": "X2", "salesflow_approval_state": "Approved"}
	return frappe.get_doc({**frappe.copy_doc(order).as_dict(), **values}).insert()


ATTEMPTS = (
	("Sales Order", lambda order: frappe.client.submit(frappe.get_doc("Sales Order", order.name).as_dict())),
	("Sales Order", lambda order: put(order, docstatus=1)),
	("Sales Order", lambda order: put(order, salesflow_approval_state="Approved")),
	("Sales Order", lambda order: put(order, salesflow_approval_state="Approved", docstatus=1)),
	("Sales Order", lambda order: frappe.copy_doc(order).update({"docstatus": 1, "po_no": "X1"}).insert()),
	("Sales Order", insert_approved),
	(
		"Not a valid Workflow Action",
		lambda order: apply_workflow(frappe.get_doc("Sales Order", order.name), "Approve"),
	),
)


@pytest.mark.parametrize("state", ["Draft", "Pending Approval"])
def test_seller_cannot_pass_the_approver(make_order, users, as_user, state):
	order = make_order()
	if state == "Pending Approval":
		do(users.su, as_user, order, "Submit for Approval")
	count = frappe.db.count("Sales Order", {"docstatus": 1})
	for user in (users.su, users.su2):
		for words, attempt in ATTEMPTS:
			with as_user(user), refused(words):
				attempt(order)
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
	with as_user(users.su), refused("Submit for Approval"):
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
	by_button = "someone else must" if owner == "Administrator" else "Self approval"  # Frappe lets it pass
	for words, attempt in (
		(by_button, lambda: apply_workflow(frappe.get_doc("Sales Order", order.name), "Approve")),
		("someone else must", lambda: put(order, salesflow_approval_state="Approved", docstatus=1)),
		(order.name, lambda: put(order, docstatus=1)),
	):
		with as_user(owner), refused(words):
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


def test_order_whose_cost_is_unknown_counts_as_below_the_margin(make_order, users, settings):
	rule = {"company": "", "document": "Sales Order", "margin_below": 5}
	settings(approval_rules=[{**rule, "approver": users.om}, *BY_MANAGER])
	service = factories.make_item().name
	assert make_order(items=[factories.get_item_row(service)]).salesflow_approver == "Oscar Test"


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
