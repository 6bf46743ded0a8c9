"""Finds the page for a path: redirects first, then the apps' route rules."""

import re

import frappe
from frappe.website.utils import get_home_page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule


def resolve_path(path: str) -> str:
	"""Route of the page for a path; names in the path become values of the request."""
	path = path.strip("/ ")
	if path in ("", "index"):
		return get_home_page()
	if path != "index" and path.endswith("index"):
		path = path[:-5].rstrip("/")
	return resolve_from_rules(path) or path


def resolve_from_rules(path: str) -> str | None:
	"""Route that a rule of an app leads to, if one fits."""
	rules = [
		Rule(rule["from_route"], endpoint=rule["to_route"], defaults=rule.get("defaults"))
		for rule in frappe.get_hooks("website_route_rules")
	]
	try:
		endpoint, values = Map(rules, merge_slashes=False).bind("").match(f"/{path}")
	except HTTPException:
		return None
	frappe.local.no_cache = 1
	frappe.local.form_dict.update(values)
	return endpoint


def resolve_redirect(path: str) -> None:
	"""Raise Redirect where the site or an app sends the path somewhere else."""
	rules = [*frappe.get_hooks("website_redirects"), *_get_redirects_of_site()]
	for rule in rules:
		pattern = rule["source"].strip("/ ") + "$"
		if re.match(pattern, path):
			target = re.sub(pattern, rule["target"], path)
			frappe.local.flags.redirect_location = target
			raise frappe.Redirect(int(rule.get("redirect_http_status") or 301))


def _get_redirects_of_site() -> list[dict]:
	return frappe.get_all(
		"Website Route Redirect",
		fields=["source", "target", "redirect_http_status"],
		parent_doctype="Website Settings",
	)
