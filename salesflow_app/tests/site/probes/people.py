"""Who may do what: roles, owners, levels, user permissions, shares, and the words of a refusal."""

import frappe
from frappe.utils import get_fullname

from salesflow_app.tests.site import cast, factories
from salesflow_app.tests.site.probes import each, probe


def _ask_as(user: str, function):
	users = cast.get_users()
	frappe.set_user(getattr(users, user, user))
	try:
		return function()
	finally:
		frappe.set_user("Administrator")


def _may(user: str, doctype: str, kind: str) -> bool:
	"""By roles: one document that somebody shared with them would count for all."""
	frappe.db.delete("DocShare", {"user": getattr(cast.get_users(), user, user)})
	return _ask_as(user, lambda: bool(frappe.has_permission(doctype, kind)))


for person in ("su", "sm", "am", "sa", "ac", "acm", "st", "qm", "dl", "sys", "a1", "Guest"):
	each(
		f"may[{person}]",
		lambda doctype, kinds, person=person: {kind: _may(person, doctype, kind) for kind in kinds.split()},
		("Lead", "read write create delete"),
		("Opportunity", "read write create delete export"),
		("Quotation", "read write create submit cancel"),
		("Sales Order", "read write create submit cancel amend delete"),
		("Delivery Note", "read write create submit"),
		("Sales Invoice", "read write create submit cancel"),
		("Payment Entry", "read create submit"),
		("Customer", "read write create delete select"),
		("SOW", "read write create submit delete"),
		("Work Proposal", "read write create submit"),
		("Payment Milestone", "read write create"),
		("User", "read write create"),
		("ToDo", "read write create delete"),
	)


@probe
def refusal_to_read():
	lead = factories.make_lead()
	return _ask_as("a1", lambda: frappe.get_doc("Lead", lead.name).check_permission("read"))


@probe
def refusal_to_insert():
	return _ask_as("a1", lambda: frappe.get_doc({"doctype": "Lead", "first_name": "A"}).insert())


@probe
def refusal_to_save():
	lead = factories.make_lead()
	return _ask_as("st", lambda: frappe.get_doc("Lead", lead.name).save())


@probe
def refusal_to_delete():
	lead = factories.make_lead()
	return _ask_as("su", lambda: frappe.delete_doc("Lead", lead.name))


@probe
def refusal_of_a_list():
	return _ask_as("a1", lambda: frappe.get_list("Lead", limit=1))


@probe
def refusal_of_the_guest():
	return _ask_as("Guest", lambda: frappe.get_list("ToDo", limit=1))


@probe
def no_rights_are_asked_for_where_they_are_ignored():
	return _ask_as(
		"a1",
		lambda: frappe.get_doc({"doctype": "Lead", "first_name": "A"}).insert(ignore_permissions=True).owner,
	)


@probe
def own_tasks_only():
	users = cast.get_users()
	for owner in (users.su, users.su2):
		frappe.get_doc({"doctype": "ToDo", "description": "probe of people", "allocated_to": owner}).insert()
	return _ask_as(
		"su",
		lambda: frappe.get_list("ToDo", {"description": ("like", "%probe of people%")}, pluck="allocated_to"),
	)


@probe
def field_of_a_level_is_not_written_without_it():
	def write():
		user = frappe.get_doc("User", frappe.session.user)
		user.append("roles", {"role": "System Manager"})
		user.save()
		return "System Manager" in frappe.get_roles()

	return _ask_as("su", write)


@probe
def roles_of_a_user():
	return _ask_as("su", lambda: sorted(frappe.get_roles()))


@probe
def roles_of_the_guest():
	return frappe.get_roles("Guest")


@probe
def roles_of_a_client():
	return _ask_as("a1", lambda: sorted(frappe.get_roles()))


@probe
def share_opens_a_document():
	users = cast.get_users()
	lead = factories.make_lead()
	from frappe.share import add

	add("Lead", lead.name, users.st, read=1)
	return _ask_as(
		"st", lambda: [bool(frappe.has_permission("Lead", kind, lead.name)) for kind in ("read", "write")]
	)


@probe
def assignment_is_a_task():
	from frappe.desk.form import assign_to

	users = cast.get_users()
	lead = factories.make_lead()
	assign_to.add({"doctype": "Lead", "name": lead.name, "assign_to": [users.su], "description": "Call"})
	task = frappe.get_all(
		"ToDo", {"reference_name": lead.name}, ["allocated_to", "description", "status", "priority"]
	)
	return [task, frappe.parse_json(frappe.db.get_value("Lead", lead.name, "_assign"))]


@probe
def disabled_user_has_no_session():
	users = cast.get_users()
	frappe.db.set_value("User", users.su2, "enabled", 0)
	return [frappe.db.get_value("User", users.su2, "enabled"), get_fullname(users.su2)]


@probe
def password_is_not_readable():
	return frappe.get_list("User", fields=["name", "reset_password_key"], filters={"name": "Administrator"})
