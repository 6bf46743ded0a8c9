"""The Sales Person tree as a whole, in one statement; who leads whom in it is a rule."""

import frappe

from salesflow_app.rules.team_tree import Node


def get_nodes() -> list[Node]:
	"""All Sales Persons, with and without a user."""
	person, account = frappe.qb.DocType("Sales Person"), frappe.qb.DocType("User")
	rows = (
		frappe.qb.from_(person)
		.left_join(account)
		.on(account.name == person.salesflow_user)
		.select(
			person.lft, person.rgt, person.salesflow_user, person.is_group, person.enabled, account.enabled
		)
		.orderby(person.lft)
	).run()
	return [
		Node(lft, rgt, user or "", bool(is_group), bool(enabled and (not user or has_login)))
		for lft, rgt, user, is_group, enabled, has_login in rows
	]
