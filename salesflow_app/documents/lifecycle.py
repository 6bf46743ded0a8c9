"""The one way to change a state, for every way in: desk, REST, import, job. The tables are in `workflows/`.

A Frappe workflow decides which buttons a user sees. It does not stop a plain submit, nor an import; this does.
A save takes a step through `validate_state` and `finish_step`; the client and the app take one through `move`.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_name
from frappe.utils import escape_html

from salesflow_app.documents import authors, reasons, shared_names
from salesflow_app.documents.acts import get_act
from salesflow_app.evidence import log
from salesflow_app.people import tasks
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE, CLIENT, SYSTEM, Transition, Workflow


def validate_state(doc: Document) -> None:
	"""Refuse a state that the table, the user's roles or the docstatus do not allow.

	Call it from `validate`, `before_update_after_submit` and `before_cancel`.
	"""
	workflow = BY_DOCTYPE[doc.doctype]
	before = doc.get_doc_before_save()
	if not before and doc.get("amended_from"):
		doc.set(workflow.state_field, workflow.start)
	old = (before and before.get(workflow.state_field)) or workflow.start
	new = doc.get(workflow.state_field) or workflow.start
	doc.set(workflow.state_field, new)
	if new != old:
		_validate_step(doc, workflow, old, new)
	else:
		reasons.note(doc)
	_validate_docstatus(doc, workflow, new)


def finish_step(doc: Document) -> None:
	"""Follow up a step that a save took: record it and close the tasks that waited for it.

	Call it from `on_update`, `on_submit`, `on_update_after_submit` and `on_cancel`, once per save.
	"""
	workflow = BY_DOCTYPE[doc.doctype]
	before = doc.get_doc_before_save()
	old = before and before.get(workflow.state_field)
	new = doc.get(workflow.state_field)
	if not before or old == new:
		return
	act = get_act(doc)
	facts = act.facts if act else {"words": _get_reason(doc, workflow, old, new)}
	_record(doc, workflow, old, new, facts)


def move(
	doc: Document,
	state: str,
	actor: str = SYSTEM,
	/,
	*,
	values: dict | None = None,
	why: str = "",
	**facts: str,
) -> str | None:
	"""Take `doc` to `state` as the system or the client, without a change of docstatus.

	`values` are written with the state, by shared names. `why` goes on the timeline and into the records; `facts` into the records
	alone, as `evidence.log.record` takes them. Returns the name of the Evidence Entry. The row must be locked by
	the caller. Raises ValidationError where the table has no such step.
	"""
	workflow = BY_DOCTYPE[doc.doctype]
	old = doc.get(workflow.state_field)
	if not any(actor in step.allowed for step in workflow.find(old, state)):
		_refuse_unknown_step(doc, workflow, old, state)
	doc.db_set({workflow.state_field: state, **shared_names.translate(doc.doctype, values or {})})
	shared_names.share(doc)
	doc.add_comment("Workflow", f"{_(state)}: {escape_html(why)}" if why else _(state))
	if why:
		facts.setdefault("words", why)
	return _record(doc, workflow, old, state, facts, actor)


def has_moved_to(doc: Document, *states: str) -> bool:
	"""Does this save take the document into one of the states?"""
	field = BY_DOCTYPE[doc.doctype].state_field
	before = doc.get_doc_before_save()
	return doc.get(field) in states and doc.get(field) != (before and before.get(field))


def _record(
	doc: Document, workflow: Workflow, old: str, new: str, facts: dict, actor: str | None = None
) -> str | None:
	tasks.close(doc, *workflow.get_finished_tasks(new))
	if not workflow.keeps_evidence:
		return None
	act = get_act(doc)
	kind = actor or (act and act.actor)
	return log.record(doc, _get_event(workflow, old, new, kind), **{"kind": kind, **facts})


def _get_event(workflow: Workflow, old: str, new: str, actor: str | None) -> str:
	steps = workflow.find(old, new)
	return next((step for step in steps if actor in step.allowed), steps[0]).event


def _get_reason(doc: Document, workflow: Workflow, old: str, new: str) -> str:
	"""The reason that the step asks for, else what the act that takes it has to say."""
	fields = (step.reason for step in workflow.find(old, new) if step.reason)
	return doc.get(next(fields, "")) or doc.flags.step_words or ""


# Who may take a step


def _validate_step(doc: Document, workflow: Workflow, old: str, new: str) -> None:
	steps = workflow.find(old, new) if doc.get_doc_before_save() else []
	if not steps:
		_refuse_unknown_step(doc, workflow, old, new)
	step = next((step for step in steps if _may_take(doc, step)), None)
	if not step:
		_refuse_actor(doc, steps[0])
	if not step.self_approval:
		_validate_four_eyes(doc, step)
	if step.reason and not reasons.is_given(doc, step.reason):
		frappe.throw(
			_("{0} {1}: say in {2} why, before choosing “{3}”.").format(
				_(doc.doctype),
				doc.name,
				frappe.bold(_(doc.meta.get_label(step.reason))),
				_(step.action),
			)
		)


def _validate_four_eyes(doc: Document, step: Transition) -> None:
	if authors.is_author(doc) and not get_act(doc):
		frappe.throw(
			_(
				"{0} {1}: you created it or changed it since it was last approved, so someone else must choose “{2}” ({3}). If nobody else has that role, ask an administrator to give it to a colleague."
			).format(
				_(doc.doctype),
				doc.name,
				_(step.action),
				" / ".join(_(role) for role in sorted(get_allowed_roles(doc.doctype, step))),
			),
			frappe.PermissionError,
		)
	authors.forget(doc)


def _may_take(doc: Document, step: Transition) -> bool:
	if step.is_for_staff:
		return bool(get_allowed_roles(doc.doctype, step) & set(frappe.get_roles()))
	act = get_act(doc)
	return bool(act) and act.actor in step.allowed


def get_allowed_roles(doctype: str, step: Transition) -> set[str]:
	"""Roles that may take a staff step; a copy of our workflow that the site made active may name others."""
	if not BY_DOCTYPE[doctype].is_on_desk:
		return set(step.allowed)
	active = get_workflow_name(doctype)
	if not active or active == BY_DOCTYPE[doctype].name:
		return set(step.allowed)
	rows = frappe.get_cached_doc("Workflow", active).transitions
	wanted = (step.state, step.action, step.next_state)
	return {row.allowed for row in rows if (row.state, row.action, row.next_state) == wanted}


def _refuse_unknown_step(doc: Document, workflow: Workflow, old: str, new: str) -> None:
	steps = dict.fromkeys(
		f"{_(step.action)} → {_(step.next_state)}"
		for step in workflow.from_state(old)
		if SYSTEM not in step.allowed
	)
	frappe.throw(
		_("{0} {1}: the state cannot change from {2} to {3}. Possible steps: {4}.").format(
			_(doc.doctype),
			doc.name or _("(new)"),
			frappe.bold(_(old)),
			frappe.bold(_(new)),
			", ".join(steps) or _("none"),
		)
	)


def _refuse_actor(doc: Document, step: Transition) -> None:
	if CLIENT in step.allowed:
		who = _("only the client can do that, in the portal")
	elif SYSTEM in step.allowed:
		who = _("this state follows from other documents and cannot be set by hand")
	else:
		roles = sorted(get_allowed_roles(doc.doctype, step))
		who = (
			_("this needs the role {0}").format(" / ".join(_(role) for role in roles))
			if roles
			else _(
				"the workflow active on this site leaves this step out; ask an administrator to add it there"
			)
		)
	frappe.throw(
		_("{0} {1}, “{2}”: {3}.").format(_(doc.doctype), doc.name, _(step.action), who),
		frappe.PermissionError,
	)


def _validate_docstatus(doc: Document, workflow: Workflow, state: str) -> None:
	known = workflow.get_state(state)
	if known and known.docstatus == doc.docstatus:
		return
	actions = ", ".join(_(step.action) for step in workflow.from_state(state)) or _("none")
	frappe.throw(
		_(
			"{0} {1} cannot be submitted, cancelled or amended directly in state {2}. "
			"Use one of its actions: {3}."
		).format(_(doc.doctype), doc.name or _("(new)"), frappe.bold(_(state)), actions)
	)
