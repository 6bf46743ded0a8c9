"""What tests of production share."""

import frappe

from salesflow_app.order import production
from salesflow_app.tests.site import factories

REFUSED = (frappe.ValidationError, frappe.PermissionError)


def make_order(floor, users, **values):
	values.setdefault("items", floor.get_rows())
	order = factories.make_sales_order(customer=users.customer_a, **values)
	order.submit()
	return order


def get_rows(order) -> dict[str, int]:
	order.reload()
	return {row.department: row.handed_over for row in order.salesflow_production}


def hand_over(order, as_user, user, *departments):
	with as_user(user):
		return [production.hand_over(order.name, department) for department in departments]
