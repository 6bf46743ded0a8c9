"""The Sales Person tree as a whole, in two statements; who leads whom in it is a rule."""

import frappe

from salesflow_app.rules.team_tree import Node

FIELDS = ("lft", "rgt", "salesflow_user", "is_group", "enabled")


def get_nodes() -> list[Node]:
	"""All Sales Persons, with and without a user."""
	people = frappe.get_all("Sales Person", fields=list(FIELDS), order_by="lft asc")
	users = {"name": ("in", [row.salesflow_user or "" for row in people]), "enabled": 1}
	logins = set(frappe.get_all("User", users, pluck="name", order_by="name asc"))
	return [
		Node(
			row.lft,
			row.rgt,
			row.salesflow_user or "",
			bool(row.is_group),
			bool(row.enabled and (not row.salesflow_user or row.salesflow_user in logins)),
		)
		for row in people
	]
