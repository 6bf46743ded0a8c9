"""What the desk's scripts need to know, sent at login: reasons, next steps, frozen states, colours, buttons.

All of it is read from `workflows/`, so that no script repeats a rule. The server decides; this only shows.
"""

from dataclasses import asdict

import frappe

from salesflow_app.conversions.sales_order_to_sales_invoice import may_bill
from salesflow_app.desk.next_steps import get_next_steps
from salesflow_app.salesflow_app.workflows import ANYBODY, BY_DOCTYPE, State, Workflow
from salesflow_app.shipment.prices import may_see_prices

COLOURS = {"Success": "green", "Warning": "orange", "Danger": "red", "Primary": "blue", "Inverse": "black"}
"""Colours that Frappe gives to the styles of workflow states."""

ROLES = (
	"Account Manager",
	"Operations Manager",
	"Sales Assistant",
	"SOW Approver",
	"Sales User",
	"Sales Manager",
	"Accounts User",
	"Manufacturing User",
	"Stock User",
	"Quality Manager",
	"Support Team",
	"Delivery User",
	"Auditor",
	"Salesflow Auditor",
	"System Manager",
)
"""Who has something to do in SalesFlow."""


def add_to_boot(bootinfo: dict) -> None:
	"""Hook `extend_bootinfo`."""
	if frappe.session.user == "Guest":
		return
	next_steps = get_next_steps()
	bootinfo.salesflow = {
		workflow.doctype: {
			"state_field": workflow.state_field,
			"reasons": get_reasons(workflow),
			"colours": {state.name: COLOURS.get(state.style, "gray") for state in workflow.states},
			"frozen": get_frozen_states(workflow),
			"reasoned": [state.name for state in workflow.states if state.shows_reason],
			"buttons": get_buttons(workflow),
			"next_steps": {
				state: asdict(step) for state, step in next_steps.get(workflow.doctype, {}).items()
			},
		}
		for workflow in BY_DOCTYPE.values()
	}
	bootinfo.salesflow_sees_prices = may_see_prices()
	bootinfo.salesflow_bills_orders = may_bill()


def get_reasons(workflow: Workflow) -> dict[str, dict[str, str]]:
	"""State -> action -> the field that must hold the reason."""
	reasons: dict[str, dict[str, str]] = {}
	for transition in workflow.transitions:
		if transition.reason and transition.is_for_staff:
			reasons.setdefault(transition.state, {})[transition.action] = transition.reason
	return reasons


def get_buttons(workflow: Workflow) -> dict[str, list[str]]:
	"""Button -> states in which the form offers it beside the workflow's own."""
	buttons: dict[str, list[str]] = {}
	for state in workflow.states:
		for button in state.offers:
			buttons.setdefault(button, []).append(state.name)
	return buttons


def get_frozen_states(workflow: Workflow) -> list[str]:
	"""States in which this user, or nobody at all, may edit the content."""
	if not workflow.editable:
		return []
	roles = set(frappe.get_roles())
	return [state.name for state in workflow.states if not is_typed_by(state, roles)]


def is_typed_by(state: State, roles: set[str]) -> bool:
	"""May someone with these roles edit the content of a document in this state?"""
	return state.content == ANYBODY or bool(roles & set(state.content or ()))


def has_app_permission() -> bool:
	"""Does the apps screen show SalesFlow to this user?"""
	return frappe.session.user == "Administrator" or bool(set(ROLES) & set(frappe.get_roles()))
