"""User accounts: which of them are enabled, and which are not our staff."""

import frappe

NOT_CLIENTS = ("Administrator", "Guest")


def get_enabled(users: list[str]) -> list[str]:
	return frappe.get_all("User", {"name": ("in", users), "enabled": 1}, pluck="name", order_by="name asc")


def keep_enabled(users: list[str]) -> list[str]:
	enabled = set(get_enabled(users or [""]))
	return [user for user in dict.fromkeys(users) if user in enabled]


def is_website_user(user: str | None = None) -> bool:
	"""Is this a client or another visitor with a login? By default, the session's user."""
	user = user or frappe.session.user
	return user not in NOT_CLIENTS and frappe.get_cached_value("User", user, "user_type") == "Website User"


def is_outsider() -> bool:
	"""Does someone who is not our staff write this, with a login or without?"""
	return frappe.session.user == "Guest" or is_website_user()


def has_account(user: str) -> bool:
	"""Does this person use a login of ours? Being known to us is not enough: they may have none to use."""
	return bool(frappe.db.get_value("User", {"name": user, "enabled": 1}, "last_login"))
