"""Customer Support bills orders where the company lets them, and nothing else."""

import frappe
import pytest

from salesflow_app.conversions.sales_order_to_sales_invoice import make_sales_invoice
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.refusals import refuse


@pytest.fixture
def order(users, settings):
	settings(use_order_approval=0, sow_rules=[], support_bills_orders=1)
	return factories.make_sales_order(users.customer_a, submit=True)


def test_support_makes_and_submits_the_invoice_which_sends_it(users, order, mails):
	with deals.as_user(users.sp):
		name = make_sales_invoice(order.name)
		assert make_sales_invoice(order.name) == name
		frappe.get_doc("Sales Invoice", name).submit()
	assert frappe.db.get_value("Sales Order", order.name, "per_billed") == 100
	assert mails.find(name, to=users.a1)


def test_support_has_no_right_on_other_invoices(users, order):
	other = factories.make_sales_invoice(users.customer_a)
	with deals.as_user(users.sp):
		make_sales_invoice(order.name)
		assert not frappe.has_permission("Sales Invoice", "read", other)
		assert not frappe.has_permission("Sales Invoice", "create")


def test_without_the_switch_support_bills_nothing(users, order, settings):
	settings(support_bills_orders=0)
	with deals.as_user(users.sp), pytest.raises(frappe.PermissionError):
		make_sales_invoice(order.name)


def test_packers_bill_nothing(users, order):
	with deals.as_user(users.st), pytest.raises(frappe.PermissionError):
		make_sales_invoice(order.name)


def test_order_that_is_billed_is_refused(users, order):
	factories.make_sales_invoice(sales_order=order.name, submit=True)
	with deals.as_user(users.sp):
		refuse(make_sales_invoice, order.name, words="billed in full")


def test_order_of_a_sow_is_billed_by_its_milestones(users, settings):
	settings(support_bills_orders=1)
	running = deals.make_running_sow(users)
	with deals.as_user(users.sp):
		refuse(make_sales_invoice, running.sales_order, words="billed by its milestones")
