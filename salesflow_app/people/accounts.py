"""User accounts: which of them are enabled."""

import frappe


def get_enabled(users: list[str]) -> list[str]:
	return frappe.get_all("User", {"name": ("in", users), "enabled": 1}, pluck="name", order_by="name asc")


def keep_enabled(users: list[str]) -> list[str]:
	enabled = set(get_enabled(users or [""]))
	return [user for user in dict.fromkeys(users) if user in enabled]
