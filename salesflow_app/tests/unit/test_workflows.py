"""The tables of `workflows/` hang together: no dead end by mistake, no step that Frappe would refuse."""

import ast
import json
from collections import Counter
from pathlib import Path

import pytest

import salesflow_app
from salesflow_app.salesflow_app.workflows import ALL, BY_DOCTYPE, CLIENT, EVENTS, SYSTEM, payment_milestone

PACKAGE = Path(salesflow_app.__file__).parent
LEGAL_DOCSTATUS = {(0, 0), (0, 1), (1, 1), (1, 2)}

workflows = pytest.mark.parametrize("workflow", BY_DOCTYPE.values(), ids=lambda workflow: workflow.doctype)


def get_steps(workflow):
	return [(t, workflow.get_state(t.state), workflow.get_state(t.next_state)) for t in workflow.transitions]


@workflows
def test_every_step_leads_from_a_state_to_a_state(workflow):
	for transition, state, next_state in get_steps(workflow):
		assert state and next_state, transition


@workflows
def test_every_state_is_reachable(workflow):
	reached, waiting = set(), [workflow.start]
	while waiting:
		reached.add(name := waiting.pop())
		waiting += [t.next_state for t in workflow.from_state(name) if t.next_state not in reached]
	assert {state.name for state in workflow.states} == reached


@workflows
def test_docstatus_only_goes_where_frappe_lets_it(workflow):
	assert workflow.states[0].docstatus == 0
	for transition, state, next_state in get_steps(workflow):
		assert (state.docstatus, next_state.docstatus) in LEGAL_DOCSTATUS, transition


@workflows
def test_names_are_unique_and_every_state_can_be_edited_by_somebody(workflow):
	assert max(Counter(state.name for state in workflow.states).values()) == 1
	assert all(state.edit for state in workflow.states)


@workflows
def test_every_step_is_for_somebody_and_never_for_client_and_staff_at_once(workflow):
	for transition in workflow.transitions:
		actors = {CLIENT, SYSTEM} & set(transition.allowed)
		assert transition.allowed and (not actors or len(transition.allowed) == 1), transition


@workflows
def test_one_action_leads_to_one_state_unless_conditions_tell_them_apart(workflow):
	seen = {}
	for transition in workflow.transitions:
		seen.setdefault((transition.state, transition.action), []).append(transition)
	for steps in seen.values():
		assert len(steps) == 1 or (
			all(t.condition for t in steps) and len({t.condition for t in steps}) == len(steps)
		)


@workflows
def test_reasons_and_conditions_name_fields_that_exist(workflow):
	fields = get_fields(workflow.doctype)
	assert workflow.state_field in fields
	for transition in workflow.transitions:
		asked = get_condition_fields(transition.condition) | ({transition.reason} - {""})
		if workflow.is_optional:
			asked = {name for name in asked if name.startswith("salesflow_")}  # the rest is ERPNext's
		assert asked <= fields, transition


def get_condition_fields(condition):
	nodes = ast.walk(ast.parse(condition or "None", mode="eval"))
	return {
		node.attr for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "doc"
	}


def get_fields(doctype):
	"""Our own DocType's fields, or those we add to ERPNext's."""
	folder = doctype.lower().replace(" ", "_")
	path = PACKAGE / "salesflow_app" / "doctype" / folder / f"{folder}.json"
	if path.exists():
		return {
			"owner",
			"docstatus",
			*(field["fieldname"] for field in json.loads(path.read_text())["fields"]),
		}
	nodes = list(ast.walk(ast.parse((PACKAGE / "setup" / "custom_fields.py").read_text())))
	tables = [node for node in nodes if isinstance(node, ast.Dict)]
	lists = [v for node in tables for k, v in zip(node.keys, node.values, strict=True) if is_text(k, doctype)]
	lists += [node.value for node in nodes if isinstance(node, ast.Assign) and is_list_of(node, doctype)]
	calls = [
		node for fields in lists for node in ast.walk(fields) if isinstance(node, ast.Call) and node.args
	]
	return {f"salesflow_{node.args[0].value}" for node in calls if isinstance(node.args[0], ast.Constant)}


def is_list_of(node, doctype):
	"""The fields of an MSA are a list of their own."""
	return doctype == "Contract" and getattr(node.targets[0], "id", "") == "MSA_FIELDS"


def test_desk_has_no_workflow_for_contracts_which_others_use_too():
	assert "Contract" not in {workflow.doctype for workflow in ALL}
	assert {w.doctype for w in BY_DOCTYPE.values() if not w.is_on_desk} == {"Contract"}


def is_text(node, text):
	return isinstance(node, ast.Constant) and node.value == text


@workflows
def test_tasks_stay_open_in_states_that_exist(workflow):
	known = {state.name for state in workflow.states}
	for key, states in workflow.tasks.items():
		assert states and set(states) <= known, key


def test_the_ledger_can_take_a_billed_milestone_to_every_state_and_back():
	table = payment_milestone.PAYMENT_MILESTONE
	for state in payment_milestone.BILLED:
		ends = {step.next_state for step in table.from_state(state)}
		assert ends >= {*payment_milestone.BILLED, payment_milestone.READY_TO_BILL} - {
			state,
			payment_milestone.DRAFT_INVOICED,
		}
		by_hand = {step.action for step in table.from_state(state) if step.is_for_staff}
		assert by_hand == ({"Bill Again", "Waive"} if state == payment_milestone.CREDITED else set())


def test_every_step_that_is_recorded_has_one_word_for_it():
	for workflow in BY_DOCTYPE.values():
		for step in workflow.transitions if workflow.keeps_evidence else ():
			assert step.event in EVENTS and step.event == step.event.lower(), step
			assert " " not in step.event, step
