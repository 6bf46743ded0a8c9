"""In which language somebody reads a mail."""

import frappe

from salesflow_app.text.reader import get_site_language


def group_by_language(addresses: list[str], client_language: str | None = None) -> dict[str, list[str]]:
	"""The addresses by the language of who reads them, in the order of the first of each. One statement.

	A client without a language of their own reads `client_language`, of their customer; all others the site's.
	"""
	site = get_site_language()
	users = _get_users(addresses)
	grouped: dict[str, list[str]] = {}
	for address in addresses:
		language = _get_language(users.get(address.lower()), client_language, site)
		grouped.setdefault(language, []).append(address)
	return grouped


def _get_users(addresses: list[str]) -> dict[str, frappe._dict]:
	rows = frappe.get_all(
		"User",
		{"email": ("in", addresses or [""])},
		["email", "language", "user_type"],
		order_by="enabled asc, name asc",
	)
	return {row.email.lower(): row for row in rows}


def _get_language(user: frappe._dict | None, client_language: str | None, site: str) -> str:
	"""Frappe gives each new user the site's language: for a client, that alone says nothing."""
	own = user and user.language
	if user and user.user_type == "System User":
		return own or site
	return own if own and own != site else client_language or site
