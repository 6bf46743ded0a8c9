"""What the setup wizard leaves to the apps."""

import frappe

NOT_FOR_STAFF = ("Administrator", "Guest", "All", "Customer", "Supplier", "Partner", "Employee")


def add_all_roles_to(name: str) -> None:
	"""Give a user every role that staff can have."""
	user = frappe.get_doc("User", name)
	user.append_roles(*(role for role in frappe.get_all("Role", pluck="name") if role not in NOT_FOR_STAFF))
	user.save(ignore_permissions=True)
