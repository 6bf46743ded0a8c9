"""What was signed is what is ordered: the order of a SOW equals it line by line, and there is one."""

import json

import frappe
import pytest
from erpnext.controllers.accounts_controller import update_child_qty_rate
from frappe.utils import add_days, today

from salesflow_app.conversions.sow_to_sales_order import make_order_again
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.order.helpers import put
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.tests.site.statements import count_own_statements


@pytest.fixture
def api_customer(settings):
	settings(sow_rules=[{"company": "", "customer_class": "API", "sow_needed": 1}], use_order_approval=0)
	return factories.make_customer(salesflow_customer_class="API").name


def get_items() -> list[dict]:
	rows = ((1, 6000), (2, 2000))
	return [{"item_code": factories.make_item().name, "qty": q, "uom": "Nos", "rate": r} for q, r in rows]


def make_order(users, **values):
	"""The draft order of a new signed SOW over 10,000 in two lines."""
	sow = deals.make_signed_sow(users, items=get_items(), **values)
	return frappe.get_doc("Sales Order", sow.sales_order)


# The need


def test_order_that_needs_a_sow_is_refused_without_one(api_customer):
	order = factories.make_sales_order(customer=api_customer)
	assert order.salesflow_sow_needed
	sentence = refuse(order.submit, words="Statement of Work")
	for word in (order.name, "API", "Create a SOW"):
		assert word in sentence


def test_answer_of_the_sow_rules_cannot_be_sent_along(api_customer):
	order = factories.make_sales_order(
		customer=api_customer, salesflow_sow_needed=0, salesflow_sow_reason="no"
	)
	assert order.salesflow_sow_needed
	refuse(put, order, salesflow_sow_needed=0, docstatus=1, words="Statement of Work")


# The link


@pytest.mark.parametrize("role", ["su", "sm"])
def test_order_keeps_its_sow(users, role):
	order = make_order(users)
	with deals.as_user(getattr(users, role)):
		put(order, salesflow_sow=None)
	assert frappe.db.get_value("Sales Order", order.name, "salesflow_sow") == order.salesflow_sow


def test_sow_is_not_named_by_hand(users):
	sow = deals.make_signed_sow(users)
	item = factories.make_item().name
	with deals.as_user(users.su):
		sentence = refuse(
			factories.make_sales_order,
			customer=users.customer_a,
			salesflow_sow=sow.name,
			items=[factories.get_item_row(sow.items[0].item_code, rate=10000)],
			words="cannot be set by hand",
		)
		assert sow.name in sentence
		other = factories.make_sales_order(customer=users.customer_a, items=[factories.get_item_row(item)])
		refuse(put, other, salesflow_sow=sow.name, words="cannot be set by hand")
	assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "Signed"


def test_sow_has_one_live_order(users):
	order = make_order(users)
	with deals.as_user(users.su):
		assert order.name in refuse(make_order_again, order.salesflow_sow, words="already ordered")
	assert frappe.db.count("Sales Order", {"salesflow_sow": order.salesflow_sow}) == 1


def test_sow_that_was_not_signed_is_not_ordered(users):
	sow = deals.make_sent_sow(users)
	with deals.as_user(users.su):
		refuse(make_order_again, sow.name, words="the client has signed")


def cancel(users, order):
	order = deals.approve_order(users, order.name)
	with deals.as_user(users.sm):
		order.cancel()
	return order


def test_cancelled_order_is_made_again_as_it_was_signed(users):
	old = cancel(users, make_order(users))
	with deals.as_user(users.su):
		new = frappe.get_doc("Sales Order", make_order_again(old.salesflow_sow))
	assert [(row.item_code, row.qty, row.rate) for row in new.items] == [
		(row.item_code, row.qty, row.rate) for row in old.items
	]
	sow = frappe.get_doc("SOW", old.salesflow_sow)
	assert {sow.sales_order, *(m.sales_order for m in deals.get_milestones(sow))} == {new.name}
	deals.approve_order(users, new.name)
	milestone = deals.report(users, deals.get_milestones(sow)[0])
	assert deals.bill(users, milestone).total == 4000


@pytest.mark.bench_only("renames an account of the ledger")
@pytest.mark.parametrize("is_ordered", [False, True])
def test_renamed_tax_account_is_no_difference(users, is_ordered):
	"""A new account number renames an account; what was signed was written down before."""
	sow = deals.make_running_sow(users) if is_ordered else deals.make_sent_sow(users)
	signed = json.loads(sow.signed_taxes)[0]
	account, center = signed["account_head"], signed["cost_center"]
	renamed = factories.get_unique("VAT") + " - " + account.rsplit(" - ", 1)[1]
	frappe.rename_doc("Account", account, renamed, force=True)
	moved = factories.get_unique("Center") + " - " + center.rsplit(" - ", 1)[1]
	frappe.rename_doc("Cost Center", center, moved, force=True)
	if not is_ordered:
		deals.sign(users, sow)
		sow.reload()
	order = frappe.get_doc("Sales Order", sow.sales_order)
	assert order.taxes[0].account_head == renamed
	order.save()


def test_amended_order_belongs_to_the_same_sow(users):
	old = cancel(users, make_order(users))

	def amend(rate):
		new = frappe.copy_doc(old)
		new.update({"amended_from": old.name, "salesflow_sow": None, "salesflow_approval_state": None})
		new.items[0].rate = rate
		return new.insert()

	with deals.as_user(users.su):
		refuse(amend, 1, words="differs from SOW")
		new = amend(old.items[0].rate)
	assert new.salesflow_sow == old.salesflow_sow
	assert frappe.db.get_value("SOW", new.salesflow_sow, "sales_order") == new.name
	with deals.as_user(users.su):
		refuse(make_order_again, old.salesflow_sow, words=new.name)


# The content

CHANGES = {
	"rates swapped at the same total": (
		lambda order: (order.items[0].update({"rate": 4000}), order.items[1].update({"rate": 3000})),
		"row 1",
	),
	"quantity": (lambda order: order.items[1].update({"qty": 3}), "3 Nos at"),
	"another item": (
		lambda order: order.items[0].update({"item_code": factories.make_item().name}),
		"was not signed",
	),
	"one line more": (lambda order: order.append("items", factories.get_item_row(rate=0)), "was not signed"),
	"one line less": (lambda order: order.items.pop(), "is missing"),
	"discount": (
		lambda order: order.update({"apply_discount_on": "Net Total", "discount_amount": 500}),
		"Additional Discount",
	),
	"no tax": (lambda order: (order.set("taxes", []), order.update({"taxes_and_charges": None})), "Taxes"),
	"another tax": (lambda order: order.taxes[0].update({"rate": 7}), "7 % instead of VAT 19 %"),
	"terms": (
		lambda order: order.payment_schedule[0].update({"due_date": add_days(today(), 300)}),
		"Payment Terms",
	),
	"customer": (lambda order: order.update({"customer": factories.make_customer().name}), "Customer"),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("role", ["su", "sm"])
def test_difference_is_named_and_the_way_out_too(users, role, name):
	order = make_order(users)
	change, words = CHANGES[name]
	if role == "sm":
		with deals.as_user(users.su):
			order = deals.do(order, "Submit for Approval")
	change(order)
	with deals.as_user(getattr(users, role)):
		sentence = refuse(order.save, words=words)
	assert "Create > Change Order" in sentence and order.salesflow_sow in sentence
	assert frappe.get_doc("Sales Order", order.name).grand_total == 11900


def get_rows(order) -> list[dict]:
	fields = ("item_code", "qty", "rate", "uom", "conversion_factor", "description", "idx")
	return [{"docname": row.name, **{field: row.get(field) for field in fields}} for row in order.items]


@pytest.mark.parametrize("change", [{"rate": 8000}, {"qty": 3}, None])
def test_update_items_does_not_change_what_was_signed(users, change):
	order = deals.approve_order(users, make_order(users).name)
	rows = get_rows(order)
	if change:
		rows[0].update(change)
	else:
		rows.pop()
	with deals.as_user(users.sm):
		sentence = refuse(
			update_child_qty_rate,
			"Sales Order",
			json.dumps(rows),
			order.name,
			words="as the client signed it",
		)
	assert "Create > Change Order" in sentence
	order.reload()
	assert (len(order.items), order.items[0].rate, order.net_total) == (2, 6000, 10000)


def test_update_items_may_change_the_delivery_date(users):
	order = deals.approve_order(users, make_order(users).name)
	rows = [{**row, "delivery_date": add_days(today(), 50)} for row in get_rows(order)]
	with deals.as_user(users.sm):
		update_child_qty_rate("Sales Order", json.dumps(rows), order.name)
	assert str(order.reload().items[0].delivery_date) == add_days(today(), 50)


@pytest.mark.bench_only("a row of a document saved by its own address")
def test_row_of_the_order_is_not_changed_alone(users, http, committed):
	order = make_order(users)
	frappe.db.commit()
	answer = http.as_user(users.su).api_put("Sales Order Item", order.items[0].name, rate=1)
	assert 400 <= answer.status_code < 500
	frappe.db.rollback()
	assert frappe.db.get_value("Sales Order Item", order.items[0].name, "rate") == 6000


def test_order_may_get_what_the_client_did_not_sign(users):
	order = make_order(users)
	with deals.as_user(users.su):
		put(
			order, po_no="PO 4711", transaction_date=add_days(today(), 1), delivery_date=add_days(today(), 60)
		)
	assert deals.approve_order(users, order.name).docstatus == 1


# Cost


def test_order_outside_any_deal_costs_nothing_extra(make_order, settings):
	settings(use_order_approval=0, sow_rules=[])
	order = make_order(po_no=None)
	assert count_own_statements(order.save) <= 2
	assert count_own_statements(order.submit) <= 2
