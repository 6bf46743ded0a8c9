"""Workflow Action: what waits for somebody's click. Made and closed as documents go from state to state."""

import frappe
from frappe.model.document import Document
from frappe.model.workflow import get_workflow, get_workflow_name, get_workflow_state_field

OPEN, COMPLETED = "Open", "Completed"


class WorkflowAction(Document):
	"""A document in a state that somebody may take it out of."""


def on_doctype_update() -> None:
	"""Open actions are found by document."""
	frappe.db.add_index("Workflow Action", ["reference_name", "reference_doctype", "status"])


def get_permission_query_conditions(user: str | None = None) -> str:
	"""In a list: open actions of one's roles."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	roles = ", ".join(frappe.db.escape(role) for role in frappe.get_roles(user))
	permitted = f"select `parent` from `tabWorkflow Action Permitted Role` where `role` in ({roles})"
	own = frappe.db.escape(user)
	return (
		f"(`tabWorkflow Action`.`name` in ({permitted}) or `tabWorkflow Action`.`user`={own})"
		" and `tabWorkflow Action`.`status`='Open'"
	)


def has_permission(doc, user: str) -> bool:
	"""Open to the roles that may click."""
	if user == "Administrator":
		return True
	permitted = {row.role for row in doc.permitted_roles}
	return bool(permitted & set(frappe.get_roles(user))) or doc.user == user


def process_workflow_actions(doc: Document, state: str) -> None:
	"""After each save: close what waited for the old state, open what the new one asks for."""
	if not get_workflow_name(doc.doctype) or _is_silent():
		return
	if state == "on_trash":
		clear_workflow_actions(doc.doctype, doc.name)
		return
	workflow = get_workflow(doc.doctype)
	current = doc.get(get_workflow_state_field(get_workflow_name(doc.doctype)))
	if _is_created(doc, current):
		return
	_complete(doc)
	roles = dict.fromkeys(row.allowed for row in workflow.transitions if row.state == current)
	if not roles:
		return
	if workflow.send_email_alert:
		raise NotImplementedError("Workflow.send_email_alert")
	_make(doc, current, list(roles))


def _is_silent() -> bool:
	return any(frappe.flags.get(name) for name in ("in_install", "in_patch", "in_migrate", "in_uninstall"))


def _is_created(doc: Document, state: str) -> bool:
	key = {
		"reference_doctype": doc.doctype,
		"reference_name": doc.name,
		"workflow_state": state,
		"status": OPEN,
	}
	return bool(frappe.db.exists("Workflow Action", key))


def _complete(doc: Document) -> None:
	"""Close what waited for the user's role."""
	roles = set(frappe.get_roles())
	reference = {"reference_doctype": doc.doctype, "reference_name": doc.name, "status": OPEN}
	for name in frappe.get_all("Workflow Action", reference, pluck="name", order_by="creation desc"):
		permitted = frappe.get_all(
			"Workflow Action Permitted Role", {"parent": name}, pluck="role", order_by="idx asc"
		)
		mine = [role for role in permitted if role in roles]
		if mine:
			values = {"status": COMPLETED, "completed_by": frappe.session.user, "completed_by_role": mine[0]}
			frappe.db.set_value("Workflow Action", name, values, update_modified=False)


def _make(doc: Document, state: str, roles: list[str]) -> None:
	place = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	action = frappe.get_doc(doctype="Workflow Action", status=OPEN, workflow_state=state, **place)
	for role in roles:
		action.append("permitted_roles", {"role": role})
	action.insert(ignore_permissions=True)


def clear_workflow_actions(doctype: str, name: str) -> None:
	"""Forget what waited for a document that goes away."""
	for action in frappe.get_all(
		"Workflow Action", {"reference_doctype": doctype, "reference_name": name}, pluck="name"
	):
		frappe.db.delete("Workflow Action Permitted Role", {"parent": action})
		frappe.db.delete("Workflow Action", {"name": action})
