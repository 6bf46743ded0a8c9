"""Prints `fixtures/` from `workflows/`. Run `python -m salesflow_app.setup.fixtures`; never edit the files by hand."""

from __future__ import annotations

import json
from pathlib import Path

from salesflow_app.salesflow_app.workflows import ALL, Workflow

FOLDER = Path(__file__).parent.parent / "fixtures"
FRAPPES_OWN_STATES = ("Pending", "Approved", "Rejected")
FRAPPES_OWN_ACTIONS = ("Approve", "Reject", "Review")


def get_state_names() -> list[str]:
	"""Workflow States that are ours, in the order of the chain."""
	names = dict.fromkeys(state.name for workflow in ALL for state in workflow.states)
	return [name for name in names if name not in FRAPPES_OWN_STATES]


def get_action_names() -> list[str]:
	"""Workflow Actions that are ours."""
	names = dict.fromkeys(t.action for workflow in ALL for t in workflow.transitions if t.is_for_staff)
	return [name for name in names if name not in FRAPPES_OWN_ACTIONS]


def get_workflow_record(workflow: Workflow) -> dict:
	"""The Workflow document that Frappe's desk shows: one row per state and role, per step and role."""
	return {
		"doctype": "Workflow",
		"name": workflow.name,
		"workflow_name": workflow.name,
		"document_type": workflow.doctype,
		"workflow_state_field": workflow.state_field,
		"is_active": int(not workflow.is_optional),
		"override_status": 0,
		"send_email_alert": 0,
		"states": [
			{
				"state": state.name,
				"doc_status": str(state.docstatus),
				"allow_edit": role,
				# a submitted order's own status says more than "Approved"
				"avoid_status_override": int(workflow.is_optional and state.docstatus == 1),
			}
			for state in workflow.states
			for role in state.edit
		],
		"transitions": [
			{
				"state": t.state,
				"action": t.action,
				"next_state": t.next_state,
				"allowed": role,
				"allow_self_approval": int(t.self_approval),
				"condition": t.condition or None,
			}
			for t in workflow.transitions
			if t.is_for_staff
			for role in t.allowed
		],
	}


def get_records() -> dict[str, list[dict]]:
	"""File name -> records. Frappe imports them without checking links, so their order does not matter."""
	styles = {state.name: state.style for workflow in ALL for state in workflow.states if state.style}
	return {
		"workflow_state.json": [
			{"doctype": "Workflow State", "name": n, "workflow_state_name": n, "style": styles.get(n, "")}
			for n in get_state_names()
		],
		"workflow_action_master.json": [
			{"doctype": "Workflow Action Master", "name": n, "workflow_action_name": n}
			for n in get_action_names()
		],
		"workflow.json": [get_workflow_record(workflow) for workflow in ALL],
	}


def print_all() -> dict[str, str]:
	"""File name -> text, as it must stand in `fixtures/`."""
	return {name: json.dumps(records, indent=1) + "\n" for name, records in get_records().items()}


if __name__ == "__main__":
	for name, text in print_all().items():
		(FOLDER / name).write_text(text)
