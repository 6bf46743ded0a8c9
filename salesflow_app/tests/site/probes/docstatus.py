"""Drafts, submitted and cancelled documents."""

import frappe

from salesflow_app.tests.site.probes import probe
from salesflow_app.tests.site.probes.attempts import _attempt, _order, _todo


@probe
def life_of_an_order():
	order = _order()
	states = [(order.docstatus, order.status)]
	order.submit()
	states.append((order.docstatus, order.status))
	order.cancel()
	return [*states, (order.docstatus, order.status)]


@probe
def submitted_document_does_not_change():
	order = _order(submit=True)
	order.customer_name = "Somebody else"
	return order.save().customer_name


@probe
def submitted_row_does_not_change():
	order = _order(submit=True)
	order.items[0].qty = 5
	return _attempt(order.save)


@probe
def allowed_field_of_a_submitted_document_changes():
	order = _order(submit=True)
	order.po_no = "PO 7"
	return order.save().po_no


@probe
def cancelled_document_is_not_saved():
	order = _order(submit=True)
	order.cancel()
	order.po_no = "x"
	return _attempt(order.save)


@probe
def cancelled_document_is_not_submitted():
	order = _order(submit=True)
	order.cancel()
	order.docstatus = 1
	return _attempt(order.save)


@probe
def draft_is_not_cancelled():
	return _attempt(_order().cancel)


@probe
def submitted_document_is_not_deleted():
	order = _order(submit=True)
	return _attempt(frappe.delete_doc, "Sales Order", order.name)


@probe
def plain_document_is_not_submitted():
	return _attempt(_todo().insert().submit)


@probe
def docstatus_that_is_none():
	order = _order()
	order.docstatus = 3
	return _attempt(order.save)


@probe
def somebody_was_faster():
	todo = _todo().insert()
	other = frappe.get_doc("ToDo", todo.name)
	other.description = "Changed"
	other.save()
	todo.description = "Mine"
	return todo.save().description


@probe
def unsaved_document_that_does_not_exist_any_more():
	todo = _todo().insert()
	frappe.delete_doc("ToDo", todo.name)
	return _attempt(todo.save)
