"""Roles the app adds. ERPNext's own roles do the rest; see the user guide for who has which."""

import frappe

ROLES = ("Account Manager", "Operations Manager", "Sales Assistant", "SOW Approver", "Salesflow Auditor")


def sync() -> None:
	"""Make the roles that are missing."""
	for role in ROLES:
		if not frappe.db.exists("Role", role):
			frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert(
				ignore_permissions=True  # the installer acts for the site
			)
