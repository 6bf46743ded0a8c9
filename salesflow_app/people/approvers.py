"""Who approves, by the approval rules of Salesflow Settings."""

import frappe
from frappe import _


def is_approver(rule: dict, user: str) -> bool:
	"""Does the rule name this user, or a role that the user has?"""
	if rule.get("approver") == user:
		return True
	return bool(rule.get("approver_role")) and rule.get("approver_role") in frappe.get_roles(user)


def get_approver_label(rule: dict) -> str:
	"""What an approver is called: the person, the role, or both."""
	user, role = rule.get("approver"), rule.get("approver_role")
	if user and role:
		return _("{0} or {1}").format(frappe.utils.get_fullname(user), _(role))[:140]
	return frappe.utils.get_fullname(user) if user else _(role or "")
