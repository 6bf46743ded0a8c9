"""Who sees all deals, and who only those of their own and of the people below them: the switch in Salesflow Settings."""

import frappe

from salesflow_app.people.accounts import NOT_CLIENTS, is_website_user
from salesflow_app.people.teams import get_people_below
from salesflow_app.settings import get_settings

EVERYONE, OWN_AND_TEAM = "Everyone", "Own and Team"
CACHE = "salesflow_people_below"


def is_limited(user: str | None = None) -> bool:
	"""Does this user, else the session's, see only deals of their own and their team?

	Never a client: the portal has its own rule. No statement where everyone sees all.
	"""
	user = user or frappe.session.user
	if user in NOT_CLIENTS or get_settings().get("who_sees_deals") != OWN_AND_TEAM or is_website_user(user):
		return False
	return not get_seeing_roles() & set(frappe.get_roles(user))


def get_seeing_roles() -> set[str]:
	"""The roles that see all deals."""
	return {row.role for row in get_settings().get("deal_roles") or []}


def get_team(user: str) -> list[str]:
	"""Users below this one, those who left too; looked up once a request."""
	known = frappe.local.cache.setdefault(CACHE, {})
	if user not in known:
		known[user] = get_people_below(user)
	return known[user]
