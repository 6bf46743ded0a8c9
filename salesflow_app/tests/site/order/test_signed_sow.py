"""An order is submitted only with the signed SOW that its deal needs."""

import frappe
import pytest

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.order.helpers import put
from salesflow_app.tests.site.statements import count_own_statements

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
