"""Guards the life cycles of `workflows/` for every way in: desk, REST, import, job. The tables live there.

A Frappe workflow decides which buttons a user sees. It does not stop a plain submit, nor an import; this does.
"""

from contextlib import contextmanager

import frappe
from frappe import _
from frappe.model.document import Document

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
	if new != old or not before:
		_validate_transition(doc, workflow, old, new)
	_validate_docstatus(doc, workflow, new)


def keep_server_fields(doc: Document) -> None:
	"""Put back what only the server writes: fields that are read-only and not copied.

	REST and imports send whatever they like in them. Call it first in `validate`; the app's own code writes
	these fields afterwards, with `db_set`, or under `system_act` / `client_act`.
	"""
	if _is_act(doc) or doc.flags.salesflow_server:
		return
	before = doc.get_doc_before_save()
	for df in _get_server_fields(doc):
		doc.set(df.fieldname, before.get(df.fieldname) if before else df.default)
	doc.update(doc.flags.salesflow_master or {})  # drafted from this master just now


def forget_server_fields(doc: Document) -> None:
	"""Take what only the server writes out of an amended document, before Frappe looks at its links.

	The desk's Amend brings every field of the old document along, its cancelled Quotation too.
	"""
	for df in _get_server_fields(doc):
		doc.set(df.fieldname, None)


def _get_server_fields(doc: Document) -> list:
	kept = (BY_DOCTYPE[doc.doctype].state_field, "amended_from")
	return [df for df in doc.meta.fields if df.read_only and df.no_copy and df.fieldname not in kept]


def has_moved_to(doc: Document, *states: str) -> bool:
	"""Does this save take the document into one of the states?"""
	field = BY_DOCTYPE[doc.doctype].state_field
	before = doc.get_doc_before_save()
	return doc.get(field) in states and doc.get(field) != (before and before.get(field))


def _validate_transition(doc: Document, workflow: Workflow, old: str, new: str) -> None:
	if old == new:
		return
	transitions = workflow.find(old, new) if doc.get_doc_before_save() else []
	if not transitions:
		_refuse_unknown_step(doc, workflow, old, new)
	transition = next((t for t in transitions if _may_act(doc, t)), None)
	if not transition:
		_refuse_actor(doc, transitions[0])
	if not transition.self_approval and doc.owner == frappe.session.user and not _is_act(doc):
		frappe.throw(
			_("{0} {1}: you made this document, so another person has to do “{2}”.").format(
				_(doc.doctype), doc.name, _(transition.action)
			),
			frappe.PermissionError,
		)
	if transition.reason and not (doc.get(transition.reason) or "").strip():
		frappe.throw(
			_("{0} {1}: fill in {2} before “{3}”.").format(
				_(doc.doctype),
				doc.name,
				frappe.bold(_(doc.meta.get_label(transition.reason))),
				_(transition.action),
			)
		)


def _may_act(doc: Document, transition: Transition) -> bool:
	if transition.is_for_staff:
		return bool(set(transition.allowed) & set(frappe.get_roles()))
	return _is_act(doc, CLIENT if CLIENT in transition.allowed else SYSTEM)


def _refuse_unknown_step(doc: Document, workflow: Workflow, old: str, new: str) -> None:
	steps = [f"{_(t.action)} → {_(t.next_state)}" for t in workflow.from_state(old)]
	frappe.throw(
		_("{0} {1}: the state cannot go from {2} to {3}. Possible from here: {4}.").format(
			_(doc.doctype),
			doc.name or _("(new)"),
			frappe.bold(_(old)),
			frappe.bold(_(new)),
			", ".join(steps) or _("nothing"),
		)
	)


def _refuse_actor(doc: Document, transition: Transition) -> None:
	if CLIENT in transition.allowed:
		who = _("only the client can do that, in the portal")
	elif SYSTEM in transition.allowed:
		who = _("this state follows from other documents and is not set by hand")
	else:
		who = _("this needs the role {0}").format(" / ".join(_(role) for role in transition.allowed))
	frappe.throw(
		_("{0} {1}, “{2}”: {3}.").format(_(doc.doctype), doc.name, _(transition.action), who),
		frappe.PermissionError,
	)


def _validate_docstatus(doc: Document, workflow: Workflow, state: str) -> None:
	known = workflow.get_state(state)
	if known and known.docstatus == doc.docstatus:
		return
	actions = ", ".join(_(t.action) for t in workflow.from_state(state)) or _("none")
	frappe.throw(
		_(
			"{0} {1} is in state {2}: it cannot be submitted, cancelled or amended from there. Use one of its actions: {3}."
		).format(_(doc.doctype), doc.name or _("(new)"), frappe.bold(_(state)), actions)
	)


def move(doc: Document, state: str, actor: str = SYSTEM) -> None:
	"""Take `doc` to `state` as the system or the client, without a change of docstatus.

	The row must be locked by the caller. Raises ValidationError where the table has no such step.
	"""
	workflow = BY_DOCTYPE[doc.doctype]
	old = doc.get(workflow.state_field)
	if not any(actor in t.allowed for t in workflow.find(old, state)):
		_refuse_unknown_step(doc, workflow, old, state)
	doc.db_set(workflow.state_field, state)
	doc.add_comment("Workflow", _(state))


@contextmanager
def client_act(doc: Document):
	"""While it lasts, `doc` may take the steps that are the client's. Only `portal/` opens it."""
	with _act(doc, CLIENT):
		yield


@contextmanager
def system_act(doc: Document):
	"""While it lasts, `doc` may take the steps that are the system's."""
	with _act(doc, SYSTEM):
		yield


@contextmanager
def _act(doc: Document, actor: str):
	acts = frappe.flags.setdefault("salesflow_acts", {})
	acts[(doc.doctype, doc.name)] = actor
	try:
		yield
	finally:
		acts.pop((doc.doctype, doc.name), None)


def _is_act(doc: Document, actor: str | None = None) -> bool:
	found = (frappe.flags.get("salesflow_acts") or {}).get((doc.doctype, doc.name))
	return found == actor if actor else bool(found)


def is_client_act(doc: Document) -> bool:
	"""Is this save the client's own act in the portal?"""
	return _is_act(doc, CLIENT)


def is_system_act(doc: Document) -> bool:
	"""Is this save done by the app itself?"""
	return _is_act(doc, SYSTEM)


@frappe.whitelist(methods=["POST"])
def give_reason(doctype: str, name: str, action: str, reason: str) -> None:
	"""Store why the user is about to do `action` on a document, as the workflow asks for.

	Raises PermissionError without write permission, ValidationError for an action that needs no reason.
	"""
	frappe.has_permission(doctype, "write", name, throw=True)
	doc = frappe.get_doc(doctype, name)
	workflow = BY_DOCTYPE.get(doctype)
	state = doc.get(workflow.state_field) if workflow else None
	fields = (
		{t.reason for t in workflow.from_state(state) if t.action == action and t.reason} if workflow else ()
	)
	if not fields:
		frappe.throw(_("{0} {1}: “{2}” needs no reason.").format(_(doctype), name, action))
	if not reason.strip():
		frappe.throw(_("{0} {1}: say why.").format(_(doctype), name))
	doc.db_set(fields.pop(), reason.strip()[:1000], notify=True)
