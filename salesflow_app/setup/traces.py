"""Rows in Frappe's and ERPNext's tables that point at the app; uninstall takes them away."""

import frappe

from salesflow_app import compat
from salesflow_app.setup.custom_fields import MODULE

APP = "salesflow_app"


def remove() -> None:
	"""Tasks on documents that go away go with them; mails stay, without their link."""
	ours = frappe.get_all("DocType", {"module": MODULE, "istable": 0}, pluck="name")
	frappe.db.delete("ToDo", {"reference_type": ("in", ours)})
	delete_workflow_actions({"reference_doctype": ("in", ours)})
	_unlink_mails(ours)
	_delete_scheduled_jobs()
	_delete_menu_items()
	_delete_entry_points()
	_delete_settings()


def delete_workflow_actions(filters: dict) -> None:
	"""Delete pending workflow actions, with the roles that may take them."""
	names = frappe.get_all("Workflow Action", filters, pluck="name", order_by="creation asc")
	frappe.db.delete("Workflow Action Permitted Role", {"parent": ("in", names or [""])})
	frappe.db.delete("Workflow Action", {"name": ("in", names or [""])})


def forget() -> None:
	"""Delete what the app noted for itself."""
	frappe.db.delete("DefaultValue", {"defkey": ("like", "salesflow\\_%")})
	frappe.clear_cache()


def _unlink_mails(doctypes: list[str]) -> None:
	communication = frappe.qb.DocType("Communication")
	frappe.qb.update(communication).set(communication.reference_doctype, None).set(
		communication.reference_name, None
	).where(communication.reference_doctype.isin(doctypes)).run()


def _delete_scheduled_jobs() -> None:
	"""Until the next migrate, Frappe's scheduler would go on calling functions that are no longer there."""
	frappe.db.delete("Scheduled Job Type", {"method": ("like", f"{APP}.%")})


def _delete_menu_items() -> None:
	routes = [item["route"] for item in frappe.get_hooks("standard_portal_menu_items", app_name=APP)]
	frappe.db.delete("Portal Menu Item", {"route": ("in", routes or [""])})


def _delete_entry_points() -> None:
	"""Row by row: in developer mode Frappe's way of deleting them deletes the app's files as well."""
	for doctype, names in compat.get_entry_points(APP, MODULE).items():
		for field in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(field.options, {"parenttype": doctype, "parent": ("in", names or [""])})
		frappe.db.delete(doctype, {"name": ("in", names or [""])})


def _delete_settings() -> None:
	"""Frappe drops tables, but keeps the values of single documents."""
	singles = frappe.get_all("DocType", {"module": MODULE, "issingle": 1}, pluck="name")
	frappe.db.delete("Singles", {"doctype": ("in", singles)})
