"""Where a client arrives after login."""

import frappe

from salesflow_app.clients import access

HOME = "salesflow"
HOOKS = ("get_website_user_home_page", "website_user_home_page")


def get_home_page(user: str) -> str | None:
	"""Hook `get_website_user_home_page`: clients with a proposal or SOW see it first.

	Frappe asks the last app alone, so users of other portals are sent where the other apps want them.
	"""
	if access.is_client(user):
		return HOME
	functions, pages = (_get_hooks_of_others(hook) for hook in HOOKS)
	if functions:
		return frappe.get_attr(functions[-1])(user)
	return pages[-1] if pages else None


def _get_hooks_of_others(hook: str) -> list[str]:
	ours = set(frappe.get_hooks(hook, app_name="salesflow_app"))
	return [value for value in frappe.get_hooks(hook) if value not in ours]
