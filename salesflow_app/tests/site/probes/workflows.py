"""Workflows: transitions of a user, their errors, and what a plain save may not do."""

import frappe
from frappe.model.workflow import apply_workflow, get_transitions, get_workflow_name

from salesflow_app.tests.site import cast, factories
from salesflow_app.tests.site.probes import each, probe

each(
	"get_workflow_name",
	lambda doctype: get_workflow_name(doctype) or "",
	("SOW",),
	("Work Proposal",),
	("Lead",),
	("ToDo",),
)


def _discovery():
	customer = factories.make_customer()
	opportunity = factories.make_opportunity(customer=customer.name)
	return factories.make_discovery(opportunity=opportunity.name)


def _ask_as(user: str, function):
	users = cast.get_users()
	frappe.set_user(getattr(users, user))
	try:
		return function()
	finally:
		frappe.set_user("Administrator")


def _actions(doc) -> list[str]:
	return [transition.action for transition in get_transitions(doc)]


def _get_transitions(person: str) -> list[str]:
	doc = _discovery()
	return _ask_as(person, lambda: _actions(frappe.get_doc(doc.doctype, doc.name)))


each("transitions", _get_transitions, ("su",), ("am",), ("om",), ("ac",), ("st",))


@probe
def first_state_is_set():
	return _discovery().workflow_state


@probe
def action_that_is_not_there():
	doc = _discovery()
	return _ask_as("su", lambda: apply_workflow(frappe.get_doc(doc.doctype, doc.name), "No Such Action"))


@probe
def action_of_another_role():
	doc = _discovery()
	action = _actions(doc)[0]
	return _ask_as("ac", lambda: apply_workflow(frappe.get_doc(doc.doctype, doc.name), action))


@probe
def state_that_is_not_there():
	doc = _discovery()
	doc.workflow_state = "No Such State"
	return doc.save().workflow_state


@probe
def state_that_is_jumped_to():
	doc = _discovery()
	doc.workflow_state = "Completed"
	return doc.save().workflow_state


@probe
def doctype_without_a_workflow():
	return get_transitions(frappe.get_doc({"doctype": "ToDo", "description": "x"}).insert())


@probe
def order_goes_its_way():
	order = factories.make_sales_order(customer=factories.make_customer().name)
	return [order.salesflow_approval_state, _actions(order)]
