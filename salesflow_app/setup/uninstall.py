"""Takes away what the app brought, and leaves ERPNext's documents as they are."""

import sys

import click
import frappe

from salesflow_app import compat
from salesflow_app.deal import lost_data
from salesflow_app.salesflow_app.workflows import ALL
from salesflow_app.setup import (
	boards,
	clashes,
	custom_fields,
	fixtures,
	leaving,
	property_setters,
	records_file,
	roles,
	traces,
	workflow_choice,
)
from salesflow_app.setup.found import is_found

OUR_WORKFLOWS = [workflow.name for workflow in ALL]


def before_uninstall() -> None:
	"""Runs before Frappe drops our DocTypes, and on a dry run, which only says what would go."""
	options = compat.get_uninstall_options()
	for line in leaving.get_lines():
		click.echo(f"* {line}")
	if options["dry_run"]:
		return
	if leaving.has_signed_records() and not leaving.is_consented():
		raise click.ClickException(leaving.get_refusal())
	if sys.stdin.isatty() and not options["yes"]:
		click.confirm("Go on?", abort=True)
	_write_records()
	_remove()


def _write_records() -> None:
	if path := records_file.write():
		click.secho(f"The documents of SalesFlow were written to {path}", fg="green")


def _remove() -> None:
	"""Rows first: dropping columns commits, so whatever fails before leaves the site as it was."""
	leaving.switch_off_uses()
	lost_data.give_back_all()
	workflow_choice.put_back_all()
	_delete_all("Workflow", OUR_WORKFLOWS)
	_delete_unused_states()
	_delete_unused_actions()
	property_setters.remove()
	boards.remove()
	_delete_without_module()
	_delete_unused_roles()
	traces.remove()
	traces.forget()
	custom_fields.remove()
	frappe.get_attr("frappe.installer.update_site_config")(leaving.CONSENT, "None")  # it was for this once


def _delete_all(doctype: str, names: list[str]) -> None:
	for name in names:
		if frappe.db.exists(doctype, name) and not is_found(doctype, name):
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True)  # the admin uninstalls


def _delete_without_module() -> None:
	"""Frappe takes standard records away by their module; these have none."""
	for doctype, name in list(clashes.get_standard_records()):
		if doctype in clashes.WITHOUT_MODULE:
			_delete_all(doctype, [name])


def _delete_unused_states() -> None:
	used = set(frappe.get_all("Workflow Document State", pluck="state"))
	unused = [name for name in fixtures.get_state_names() if name not in used]
	traces.delete_workflow_actions({"workflow_state": ("in", unused)})
	_delete_all("Workflow State", unused)


def _delete_unused_actions() -> None:
	used = set(frappe.get_all("Workflow Transition", pluck="action"))
	_delete_all("Workflow Action Master", [n for n in fixtures.get_action_names() if n not in used])


def _delete_unused_roles() -> None:
	for role in roles.ROLES:
		if not is_found("Role", role) and not _is_role_used(role):
			frappe.db.delete("Has Role", {"role": role})
			_delete_all("Role", [role])


def _is_role_used(role: str) -> bool:
	"""Does something that stays use the role: a DocType, a workflow, a report, a role profile?"""
	ours = frappe.get_all("DocType", {"module": custom_fields.MODULE}, pluck="name")
	return bool(
		frappe.get_all("DocPerm", {"role": role, "parent": ("not in", ours)}, limit=1)
		or frappe.get_all("Custom DocPerm", {"role": role, "parent": ("not in", ours)}, limit=1)
		or frappe.get_all("Workflow Transition", {"allowed": role}, limit=1)
		or frappe.get_all("Workflow Document State", {"allow_edit": role}, limit=1)
		or any(not _is_ours(row) for row in _get_holders(role))
	)


def _get_holders(role: str) -> list[frappe._dict]:
	"""What names the role, users aside."""
	return frappe.get_all("Has Role", {"role": role, "parenttype": ("!=", "User")}, ["parenttype", "parent"])


def _is_ours(holder: frappe._dict) -> bool:
	"""Is it a workspace, report or page of our module? Those go with the app."""
	if not frappe.get_meta(holder.parenttype).has_field("module"):
		return False
	return frappe.db.get_value(holder.parenttype, holder.parent, "module") == custom_fields.MODULE
