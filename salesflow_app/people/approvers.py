"""Who approves, by the approval rules of Salesflow Settings: themselves, or as the deputy of one who is away."""

from collections.abc import Collection
from dataclasses import dataclass

import frappe
from frappe import _

from salesflow_app.people.deputies import get_deputies, get_represented
from salesflow_app.salesflow_app.workflows import ALL


@dataclass(frozen=True)
class Right:
	"""Why somebody may approve: by themselves, or for a person who is away."""

	for_user: str = ""


def find_right(rule: dict, user: str, barred: Collection[str] = ()) -> Right | None:
	"""By what right `user` approves; None without one. Nobody does for a person who is barred from it."""
	if user in barred:
		return None
	if is_approver(rule, user):
		return Right()
	people = [person for person in get_represented(user) if person not in barred]
	return next((Right(person) for person in people if is_approver(rule, person)), None)


def add_deputies(users: list[str], barred: Collection[str] = ()) -> list[str]:
	"""The users who are not barred, and who stands in for them today."""
	able = [user for user in users if user not in barred]
	deputies = [deputy for user in able for deputy in get_deputies(user) if deputy not in barred]
	return list(dict.fromkeys([*able, *deputies]))


def get_approving_roles(*doctypes: str) -> set[str]:
	"""Roles that the life cycles let approve what somebody else made; of all documents where none is named."""
	return {
		role
		for workflow in ALL
		if not doctypes or workflow.doctype in doctypes
		for step in workflow.transitions
		if not step.self_approval
		for role in step.allowed
	}


def is_approver(rule: dict, user: str) -> bool:
	"""Does the rule name this user, or a role that the user has? One that names nobody leaves it to the life cycle."""
	if not rule.get("approver") and not rule.get("approver_role"):
		return True
	if rule.get("approver") == user:
		return True
	return bool(rule.get("approver_role")) and rule.get("approver_role") in frappe.get_roles(user)


def get_approver_label(rule: dict) -> str:
	"""What an approver is called: the person, the role, or both."""
	user, role = rule.get("approver"), rule.get("approver_role")
	if user and role:
		return _("{0} or {1}").format(frappe.utils.get_fullname(user), _(role))[:140]
	return frappe.utils.get_fullname(user) if user else _(role or "")
