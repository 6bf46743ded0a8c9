"""Takes away what the app brought, and leaves ERPNext's documents as they are."""

import frappe

from salesflow_app import lost_data
from salesflow_app.salesflow_app.workflows import ALL
from salesflow_app.setup import custom_fields, fixtures, property_setters, roles, workflow_choice

OUR_WORKFLOWS = [workflow.name for workflow in ALL]


def before_uninstall() -> None:
	"""Runs before Frappe drops our DocTypes."""
	lost_data.give_back_all()
	workflow_choice.put_back_all()
	_close_references()
	_delete_all("Workflow", OUR_WORKFLOWS)
	_delete_unused_states()
	_delete_unused_actions()
	custom_fields.remove()
	property_setters.remove()
	_delete_unused_roles()
	_forget()


def _close_references() -> None:
	"""Tasks on documents that go away go with them; mails stay, without their link."""
	ours = frappe.get_all("DocType", {"module": custom_fields.MODULE, "istable": 0}, pluck="name")
	frappe.db.delete("ToDo", {"reference_type": ("in", ours)})
	frappe.db.delete("Workflow Action", {"reference_doctype": ("in", ours)})
	communication = frappe.qb.DocType("Communication")
	frappe.qb.update(communication).set(communication.reference_doctype, None).set(
		communication.reference_name, None
	).where(communication.reference_doctype.isin(ours)).run()


def _delete_all(doctype: str, names: list[str]) -> None:
	for name in names:
		if frappe.db.exists(doctype, name):
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True)  # the admin uninstalls


def _delete_unused_states() -> None:
	used = set(frappe.get_all("Workflow Document State", pluck="state"))
	_delete_all("Workflow State", [n for n in fixtures.get_state_names() if n not in used])


def _delete_unused_actions() -> None:
	used = set(frappe.get_all("Workflow Transition", pluck="action"))
	_delete_all("Workflow Action Master", [n for n in fixtures.get_action_names() if n not in used])


def _delete_unused_roles() -> None:
	for role in roles.ROLES:
		if not _is_role_used(role):
			frappe.db.delete("Has Role", {"role": role})
			_delete_all("Role", [role])


def _is_role_used(role: str) -> bool:
	"""Does something that stays use the role: another DocType, workflow, report or role profile?"""
	ours = frappe.get_all("DocType", {"module": custom_fields.MODULE}, pluck="name")
	return bool(
		frappe.get_all("DocPerm", {"role": role, "parent": ("not in", ours)}, limit=1)
		or frappe.get_all("Custom DocPerm", {"role": role, "parent": ("not in", ours)}, limit=1)
		or frappe.get_all("Workflow Transition", {"allowed": role}, limit=1)
		or frappe.get_all("Workflow Document State", {"allow_edit": role}, limit=1)
		or frappe.get_all("Has Role", {"role": role, "parenttype": ("!=", "User")}, limit=1)
	)


def _forget() -> None:
	for key in (workflow_choice.MEMORY, *(f"salesflow_replaced_workflow:{w.doctype}" for w in ALL)):
		frappe.db.delete("DefaultValue", {"defkey": key})
	frappe.clear_cache()
