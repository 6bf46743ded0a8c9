"""Workflows: which step a user may take from a document's state, and taking it."""

import frappe
from frappe import _
from frappe.model.docstatus import DocStatus
from frappe.offered import refuse_others
from frappe.utils import cint


class WorkflowStateError(frappe.ValidationError):
	"""The document is in no state of its workflow."""


class WorkflowTransitionError(frappe.ValidationError):
	"""The action does not lead from the document's state, or not for this user."""


class WorkflowPermissionError(frappe.ValidationError):
	"""The state was changed to one that no step of this user leads to."""


def get_workflow_name(doctype) -> str:
	"""Name of the DocType's active workflow; empty where it has none."""
	name = frappe.cache.hget("workflow", doctype)
	if name is None:
		name = frappe.db.get_value("Workflow", {"document_type": doctype, "is_active": 1}, "name") or ""
		frappe.cache.hset("workflow", doctype, name)
	return name


def get_workflow(doctype):
	"""The DocType's active workflow."""
	return frappe.get_cached_doc("Workflow", get_workflow_name(doctype))


@frappe.whitelist()
def get_transitions(doc, workflow=None, raise_exception=False) -> list[dict]:
	"""Steps that the user may take from the document's state; raises WorkflowStateError where it has none."""
	doc = _as_document(doc)
	if doc.is_new():
		return []
	doc.load_from_db()
	doc.check_permission("read")
	workflow = workflow or get_workflow(doc.doctype)
	state = doc.get(workflow.workflow_state_field)
	if not state:
		if raise_exception:
			raise WorkflowStateError
		frappe.throw(_("Workflow State not set"), WorkflowStateError)
	roles = frappe.get_roles()
	return [
		row.as_dict()
		for row in workflow.transitions
		if row.state == state and row.allowed in roles and is_transition_condition_satisfied(row, doc)
	]


def _as_document(doc):
	return frappe.get_doc(frappe.parse_json(doc) if isinstance(doc, str) else doc)


def is_transition_condition_satisfied(transition, doc) -> bool:
	"""Does the step's condition, a Python expression about `doc`, hold?"""
	if not transition.condition:
		return True
	return frappe.safe_eval(transition.condition, get_workflow_safe_globals(), {"doc": doc.as_dict()})


def get_workflow_safe_globals() -> dict:
	"""Names that a condition may use beside `doc`."""
	utils = frappe.utils
	return {
		"frappe": frappe._dict(
			db=frappe._dict(get_value=frappe.db.get_value, get_list=frappe.db.get_list),
			session=frappe.session,
			utils=frappe._dict(
				now_datetime=utils.now_datetime,
				add_to_date=utils.add_to_date,
				get_datetime=utils.get_datetime,
				now=utils.now,
			),
		)
	}


@frappe.whitelist()
def apply_workflow(doc, action):
	"""Take a step: set the state and what comes with it, then save, submit or cancel. Returns the document."""
	doc = _as_document(doc)
	doc.load_from_db()
	workflow = get_workflow(doc.doctype)
	user = frappe.session.user
	steps = [step for step in get_transitions(doc, workflow) if step.action == action]
	if not steps:
		frappe.throw(_("Not a valid Workflow Action"), WorkflowTransitionError)
	if not has_approval_access(user, doc, steps[-1]):
		frappe.throw(_("Self approval is not allowed"))
	state = next(row for row in workflow.states if row.state == steps[-1].next_state)
	doc.set(workflow.workflow_state_field, state.state)
	if state.update_field:
		doc.set(state.update_field, state.update_value)
	_write(doc, state)
	doc.add_comment("Workflow", _(state.state))
	return doc


def _write(doc, state) -> None:
	step = (cint(doc.docstatus), cint(state.doc_status))
	if step in ((DocStatus.draft(), DocStatus.draft()), (DocStatus.submitted(), DocStatus.submitted())):
		doc.save()
	elif step == (DocStatus.draft(), DocStatus.submitted()):
		doc.submit()
	elif step == (DocStatus.submitted(), DocStatus.cancelled()):
		doc.cancel()
	else:
		frappe.throw(_("Illegal Document Status for {0}").format(state.state))


def has_approval_access(user, doc, transition) -> bool:
	"""Who made the document takes a step only where the step allows self-approval."""
	return user == "Administrator" or transition.get("allow_self_approval") or user != doc.get("owner")


def validate_workflow(doc) -> None:
	"""Refuse a state that no step of the user leads to; a document without a state gets the first one."""
	workflow = get_workflow(doc.doctype)
	field = workflow.workflow_state_field
	before = doc.get_doc_before_save()
	first = workflow.states[0].state
	current = (before and before.get(field)) or first
	wanted = doc.get(field) or first
	doc.set(field, wanted)
	if not any(row.state == current for row in workflow.states):
		frappe.throw(
			_("{0} is not a valid Workflow State. Please update your Workflow and try again.").format(
				frappe.bold(current)
			)
		)
	if wanted != current and not _may_move(before, workflow, wanted):
		frappe.throw(
			_("Workflow State transition not allowed from {0} to {1}").format(
				frappe.bold(_(current)), frappe.bold(_(wanted))
			),
			WorkflowPermissionError,
		)


def _may_move(before, workflow, wanted: str) -> bool:
	return bool(before) and any(step["next_state"] == wanted for step in get_transitions(before, workflow))


def set_workflow_state_on_action(doc, workflow_name, action) -> None:
	"""After a plain submit: the first state of that docstatus, unless the state already fits."""
	workflow = frappe.get_cached_doc("Workflow", workflow_name)
	field = workflow.workflow_state_field
	fitting = [row.state for row in workflow.states if cint(row.doc_status) == cint(doc.docstatus)]
	if fitting and doc.get(field) not in fitting:
		doc.set(field, fitting[0])


__getattr__ = refuse_others(__name__)
