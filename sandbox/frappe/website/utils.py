"""What web pages and the login have in common."""

from pathlib import PurePosixPath

import frappe
from frappe.utils import cint


def get_home_page() -> str:
	"""The page at `/` for the session's user."""
	if frappe.session.user == "Guest":
		return frappe.db.get_single_value("Website Settings", "home_page") or "login"
	for role in frappe.get_roles():
		if home_page := frappe.get_cached_value("Role", role, "home_page"):
			return home_page.strip("/")
	page = frappe.db.get_single_value("Portal Settings", "default_portal_home")
	for path in frappe.get_hooks("get_website_user_home_page")[-1:]:
		page = page or frappe.get_attr(path)(frappe.session.user)
	return (page or frappe.db.get_single_value("Website Settings", "home_page") or "me").strip("/")


def get_portal_menu() -> list[dict]:
	"""Links of the portal that are for the session's user."""
	settings = frappe.get_cached_doc("Portal Settings")
	roles = frappe.get_roles()
	rows = [*settings.menu, *(settings.custom_menu or [])]
	return [row for row in rows if cint(row.enabled) and (not row.role or row.role in roles)]


def is_inside(path: str) -> bool:
	"""Is this a path that stays inside its folder?"""
	return not any(part in ("..", ".") or "\\" in part or "\0" in part for part in PurePosixPath(path).parts)


def respond_as_web_page(
	title: str,
	html: str,
	success=None,
	http_status_code: int | None = None,
	context: dict | None = None,
	indicator_color: str | None = None,
) -> None:
	"""Answer the request with a page that carries one message."""
	frappe.local.message_title = title
	frappe.local.message = html
	frappe.local.message_context = {"indicator_color": indicator_color or "blue", **(context or {})}
	frappe.local.response.update({"type": "page", "route": "message"})
	if http_status_code:
		frappe.local.response["http_status_code"] = http_status_code


def redirect(url: str) -> None:
	"""Send the browser on to another address."""
	frappe.local.flags.redirect_location = url
	raise frappe.Redirect(301)
