"""Which workflow is active where. Importing a workflow fixture switches the site's own one off; this puts it back."""

from __future__ import annotations

import json

import frappe

from salesflow_app.salesflow_app.workflows import ALL, Workflow

MEMORY = "salesflow_active_workflows"
SWITCHES = {"Sales Order": "use_order_approval", "Delivery Note": "use_clearance"}


def remember() -> None:
	"""Before fixtures are imported: note which workflow is active for each DocType we have one for."""
	frappe.db.set_default(MEMORY, json.dumps({w.doctype: get_active(w.doctype) for w in ALL}))


def restore() -> None:
	"""After fixtures were imported: make active again what was, or what Settings now ask for."""
	memory = json.loads(frappe.db.get_default(MEMORY) or "{}")
	for workflow in ALL:
		before = memory.get(workflow.doctype)
		if before and before != workflow.name and frappe.db.exists("Workflow", before):
			activate(workflow.doctype, before)
		elif not workflow.is_optional:
			activate(workflow.doctype, workflow.name)
		else:
			apply_switch(workflow)
	frappe.clear_cache()


def apply_switch(workflow: Workflow) -> None:
	"""Use our workflow on an ERPNext DocType, or not, as Salesflow Settings say."""
	is_wanted = frappe.db.get_single_value("Salesflow Settings", SWITCHES[workflow.doctype])
	active = get_active(workflow.doctype)
	if is_wanted:
		if active and active != workflow.name:
			_remember_replaced(workflow.doctype, active)
		activate(workflow.doctype, workflow.name)
	elif active == workflow.name:
		activate(workflow.doctype, get_replaced(workflow.doctype))


def put_back_all() -> None:
	"""Uninstall: what was active before we came is active again."""
	for workflow in ALL:
		if get_active(workflow.doctype) == workflow.name:
			activate(workflow.doctype, get_replaced(workflow.doctype))


def get_active(doctype: str) -> str | None:
	return frappe.db.get_value("Workflow", {"document_type": doctype, "is_active": 1}, "name")


def activate(doctype: str, name: str | None) -> None:
	"""Make `name` the one active workflow of the DocType; None leaves it without."""
	for row in frappe.get_all("Workflow", {"document_type": doctype}, ["name", "is_active"]):
		is_active = int(row.name == name)
		if row.is_active != is_active:
			frappe.db.set_value("Workflow", row.name, "is_active", is_active, update_modified=False)
	frappe.cache.hdel("workflow", doctype)
	frappe.clear_cache(doctype=doctype)


def get_replaced(doctype: str) -> str | None:
	name = frappe.db.get_default(f"salesflow_replaced_workflow:{doctype}")
	return name if name and frappe.db.exists("Workflow", name) else None


def _remember_replaced(doctype: str, name: str) -> None:
	frappe.db.set_default(f"salesflow_replaced_workflow:{doctype}", name)
