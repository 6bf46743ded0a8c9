"""The report of orders that should be closed says what holds each, and nothing where it could be closed."""

import frappe
import pytest
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note
from frappe.utils import add_days, today

from salesflow_app.order import closing
from salesflow_app.salesflow_app.report.orders_that_should_be_closed.orders_that_should_be_closed import (
	execute,
)
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.milestone.helpers import pay


@pytest.fixture
def order(users, settings):
	"""Five pieces, delivery tomorrow."""
	settings(use_order_approval=0, use_clearance=0, sow_rules=[], departments=[], closing_rule=0)
	item = factories.make_item(stock=True).name
	factories.make_stock(item)
	customer = factories.make_customer(account_manager=users.am).name
	rows = [factories.get_item_row(item, qty=5, rate=100)]
	return factories.make_sales_order(customer=customer, items=rows, submit=True)


def get_row(order: str, **filters) -> dict | None:
	rows = execute(filters)[1]
	return next((row for row in rows if row["sales_order"] == order), None)


def deliver(order, qty=5):
	note = make_delivery_note(order.name)
	note.items[0].qty = qty
	return note.insert()


def test_running_order_is_left_out_until_asked_for(order):
	assert not get_row(order.name)
	words = get_row(order.name, include_running=1, customer=order.customer)["holds"]
	assert "Not delivered in full: 0 %." in words and "No invoice was submitted." in words


def test_each_thing_that_holds_an_order_is_said_and_gone_when_done(order):
	note = deliver(order, 2)
	assert f"Delivery Note {note.name} is a draft." in get_row(order.name, include_running=1)["holds"]
	note.submit()
	deliver(order, 3).submit()
	assert "Not billed in full" in get_row(order.name)["holds"]
	invoice = factories.make_sales_invoice(sales_order=order.name)
	assert f"Sales Invoice {invoice.name} is a draft." in get_row(order.name)["holds"]
	invoice.submit()
	invoice.db_set("due_date", add_days(today(), -9))
	row = get_row(order.name)
	assert row["holds"].startswith(f"Sales Invoice {invoice.name}:") and "open." in row["holds"]
	assert (row["open_amount"], row["currency"], row["days"]) == (500, invoice.currency, 9)
	factories.make_payment_entry(invoice.name)
	assert "Nothing holds it" in get_row(order.name)["holds"]


def test_what_nothing_holds_is_what_closing_closes(order, settings):
	deliver(order).submit()
	invoice = factories.make_sales_invoice(sales_order=order.name, submit=True)
	factories.make_payment_entry(invoice.name)
	assert "Salesflow Settings close no orders" in get_row(order.name)["holds"]
	settings(closing_rule=1)
	closing.close_if_done(order.name)
	assert not get_row(order.name, include_running=1)
	frappe.get_doc("Payment Entry", {"party": order.customer}).cancel()
	assert f"Sales Invoice {invoice.name}:" in get_row(order.name)["holds"]


def test_open_milestones_are_named_and_open_amounts_summed_by_currency(users):
	running = given.get("running_sow")
	first, second = deals.get_milestones(running)
	invoice = deals.bill(users, deals.report(users, first))
	pay(users, invoice, 1000)
	with deals.as_user(users.om):
		*_others, totals = execute({"include_running": 1, "customer": running.customer})
		row = get_row(running.sales_order, include_running=1)
	assert f"Milestone 2 “{second.milestone_name}” is Planned." in row["holds"]
	assert "is Partly Paid." in row["holds"] and row["open_amount"] == invoice.grand_total - 1000
	(total,) = (total for total in totals if total["currency"] == row["currency"])
	assert total["value"] >= row["open_amount"]


def test_who_reads_no_invoices_reads_no_amounts(users, order, monkeypatch):
	factories.make_sales_invoice(sales_order=order.name, submit=True)
	asked = frappe.has_permission
	hidden = lambda doctype, *args, **more: doctype != "Sales Invoice" and asked(doctype, *args, **more)  # noqa: E731
	monkeypatch.setattr(frappe, "has_permission", hidden)
	row = get_row(order.name)
	assert "is not paid in full." in row["holds"] and row["open_amount"] is None


@pytest.mark.bench_only("User Permissions in lists")
def test_everybody_sees_the_orders_of_their_list(users, order):
	factories.make_sales_invoice(sales_order=order.name, submit=True)
	with deals.as_user(users.sm):
		assert get_row(order.name)
	values = {
		"doctype": "User Permission",
		"user": users.sm,
		"allow": "Customer",
		"for_value": users.customer_a,
	}
	frappe.get_doc(values).insert()
	with deals.as_user(users.sm):
		assert not get_row(order.name)
	with deals.as_user(users.a1), pytest.raises(frappe.PermissionError):
		execute({})
