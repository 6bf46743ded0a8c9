"""What the desk's scripts need to know, told at login: reasons, next steps, frozen states, colours, buttons.

All of it is read from `workflows/`, so that no script repeats a rule. The server decides; this only shows.
"""

from dataclasses import asdict

import frappe

from salesflow_app.desk.next_steps import get_next_steps
from salesflow_app.salesflow_app.workflows import (
	ALL,
	Workflow,
	delivery_note,
	discovery,
	master_document,
	payment_milestone,
	sow,
	work_proposal,
)

COLOURS = {"Success": "green", "Warning": "orange", "Danger": "red", "Primary": "blue", "Inverse": "black"}
"""Colours that Frappe gives to the styles of workflow states."""

ANYBODY: tuple[str, ...] = ()
EDITABLE = {
	"SOW": dict.fromkeys(sow.EDITABLE, ANYBODY),
	"Work Proposal": {work_proposal.DRAFT: ANYBODY, work_proposal.IN_REVIEW: work_proposal.APPROVERS},
	"Master Document": {master_document.DRAFT: ANYBODY},
	"Payment Milestone": {
		state.name: ANYBODY
		for state in payment_milestone.PAYMENT_MILESTONE.states
		if state.name not in (*payment_milestone.BILLED, payment_milestone.FOREGONE)
	},
}
"""States in which the content may be typed, and the roles that may; elsewhere the form shows it read-only."""

BUTTONS = {
	"Discovery": {"make_work_proposal": (discovery.COMPLETED,)},
	"Work Proposal": {
		"make_sow": (work_proposal.ACCEPTED,),
		"import_price_offer": (work_proposal.DRAFT,),
		"refresh_text": (work_proposal.DRAFT,),
	},
	"SOW": {
		"make_change_order": sow.BINDING,
		"refresh_text": sow.EDITABLE,
	},
	"Payment Milestone": {"make_sales_invoice": (payment_milestone.READY_TO_BILL,)},
	"Master Document": {"make_new_version": (master_document.APPROVED,)},
	"Delivery Note": {
		"pack": (delivery_note.PACKING,),
		"add_papers": (delivery_note.PACKING, delivery_note.AWAITING_PAPERS),
	},
}
"""What a form offers beside the workflow's buttons, and in which states. The called function checks again."""

REASONED = {
	"SOW": (sow.DRAFTING, sow.CHANGES_REQUESTED, sow.DECLINED, sow.TERMINATED),
	"Work Proposal": (work_proposal.DRAFT, work_proposal.CHANGES_REQUESTED, work_proposal.DECLINED),
	"Payment Milestone": (payment_milestone.REJECTED, payment_milestone.ON_HOLD, payment_milestone.FOREGONE),
}
"""States that a reason led to: the form shows it at the top."""

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
			"reasoned": REASONED.get(workflow.doctype, ()),
			"buttons": BUTTONS.get(workflow.doctype, {}),
			"next_steps": {
				state: asdict(step) for state, step in next_steps.get(workflow.doctype, {}).items()
			},
		}
		for workflow in ALL
	}


def get_reasons(workflow: Workflow) -> dict[str, dict[str, str]]:
	"""State -> action -> the field that must say why."""
	reasons: dict[str, dict[str, str]] = {}
	for transition in workflow.transitions:
		if transition.reason and transition.is_for_staff:
			reasons.setdefault(transition.state, {})[transition.action] = transition.reason
	return reasons


def get_frozen_states(workflow: Workflow) -> list[str]:
	"""States whose content this user does not type, or nobody any more."""
	editable = EDITABLE.get(workflow.doctype)
	if not editable:
		return []
	roles = set(frappe.get_roles())
	mine = {state for state, allowed in editable.items() if not allowed or roles & set(allowed)}
	return [state.name for state in workflow.states if state.name not in mine]


def has_app_permission() -> bool:
	"""Does the apps screen show SalesFlow to this user?"""
	return frappe.session.user == "Administrator" or bool(set(ROLES) & set(frappe.get_roles()))
