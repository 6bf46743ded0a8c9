"""What tests of orders share."""

import frappe
from frappe.model.workflow import apply_workflow

REFUSED = (frappe.ValidationError, frappe.PermissionError)

BY_MANAGER = [{"company": "", "document": "Sales Order", "approver_role": "Sales Manager"}]


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
