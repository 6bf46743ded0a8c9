"""Child tables."""

import frappe

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.probes import probe
from salesflow_app.tests.site.probes.attempts import _attempt, _order


@probe
def rows_are_numbered():
	order = _order()
	order.append("items", factories.get_item_row())
	order.save()
	first = order.items[0]
	order.remove(first)
	order.save()
	return [[row.idx, row.parentfield, row.parenttype, row.docstatus] for row in order.items]


@probe
def rows_are_replaced():
	order = _order()
	old = order.items[0].name
	order.set("items", [factories.get_item_row(), factories.get_item_row()])
	order.save()
	return [
		frappe.db.exists("Sales Order Item", old),
		frappe.db.count("Sales Order Item", {"parent": order.name}),
	]


@probe
def rows_go_with_their_document():
	order = _order()
	frappe.delete_doc("Sales Order", order.name)
	return frappe.db.count("Sales Order Item", {"parent": order.name})


@probe
def rows_follow_the_docstatus():
	order = _order(submit=True)
	return frappe.get_all("Sales Order Item", {"parent": order.name}, pluck="docstatus")


@probe
def row_of_an_unknown_table():
	return _attempt(_order().append, "no_such_table", {})


@probe
def table_without_rows_where_one_is_needed():
	order = frappe.copy_doc(_order())
	order.po_no = None
	order.items = []
	return _attempt(order.insert)
