"""Deliveries outside any deal, and invoices that would deliver."""

import frappe
import pytest

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.shipment.helpers import SHIPPED

# Cost


def test_delivery_note_outside_any_deal_costs_nothing_extra(settings, users):
	from salesflow_app.tests.site.statements import count_own_statements

	settings(use_clearance=0, papers=[], departments=[])
	note = factories.make_delivery_note(customer=users.customer_a)
	assert count_own_statements(note.save) == 0
	assert count_own_statements(note.submit) == 0


# An invoice that would deliver


def make_delivering_invoice(order: str):
	from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice

	invoice = make_sales_invoice(order)
	invoice.update_stock = 1
	return invoice


@pytest.mark.parametrize("clearance", [1, 0])
def test_invoice_does_not_take_goods_past_the_stations(floor, users, as_user, settings, clearance):
	settings(use_clearance=clearance, departments=floor.departments)
	order = factories.make_sales_order(customer=users.customer_a, items=floor.get_rows())
	order.submit()
	with as_user(users.ac), pytest.raises(frappe.ValidationError, match=order.name) as refusal:
		make_delivering_invoice(order.name).insert()
	assert ("Create > Delivery Note" in str(refusal.value)) == bool(clearance)
	assert not frappe.db.exists("Sales Invoice Item", {"sales_order": order.name})


def test_invoice_that_delivers_nothing_and_a_sale_at_the_counter_are_free(make_note, users, floor):
	from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_invoice

	note = make_note(SHIPPED)
	assert make_sales_invoice(note.name).insert().name
	rows = [{"item_code": floor.frame, "qty": 1, "rate": 10, "warehouse": factories.get_warehouse()}]
	counter = factories.make_sales_invoice(customer=users.customer_a, items=rows, update_stock=1)
	assert counter.update_stock and counter.name
