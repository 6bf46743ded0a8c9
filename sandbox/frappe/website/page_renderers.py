"""Renders pages: a template of an app's `www` folder with the context that the module beside it fills."""

import importlib.util
from pathlib import Path
from typing import NamedTuple

import frappe
from frappe.website.utils import is_inside
from werkzeug.wrappers import Response

FOLDERS = (("www",), ("templates", "pages"))
MODULE_PROPERTIES = ("no_cache", "sitemap", "title")
TOKEN_COMMENT = "<!-- csrf_token -->"


class Page(NamedTuple):
	"""A page of an app: its template, and the module that fills its context, if there is one."""

	template: str
	module: str | None


def find_page(route: str) -> Page | None:
	"""The page for a route; the app installed last wins."""
	if not is_inside(route):
		return None
	for app in reversed(frappe.get_installed_apps()):
		for folder in FOLDERS:
			for path in (f"{route}.html", f"{route}/index.html"):
				if Path(frappe.get_app_path(app), *folder, path).is_file():
					return _get_page(app, folder, path)
	return None


def _get_page(app: str, folder: tuple[str, ...], path: str) -> Page:
	template = "/".join((app, *folder, path))
	module = template.removesuffix(".html").replace("/", ".").replace("-", "_")
	return Page(template, module if importlib.util.find_spec(module) else None)


def render_page(route: str, http_status_code: int | None = None) -> Response:
	"""The page as an answer. Raises PageDoesNotExistError where there is none."""
	page = find_page(route)
	if not page:
		raise frappe.PageDoesNotExistError
	context = get_context(page, route)
	html = add_csrf_token(render(page, context))
	response = Response(html, http_status_code or context.http_status_code or 200, mimetype="text/html")
	for name, value in (context.headers or {}).items():
		response.headers[name] = value
	return name_page(response, route)


def render(page: Page, context) -> str:
	"""HTML of the page, or of the template that the context asks for."""
	return frappe.get_template(context.template or page.template).render(context)


def get_context(page: Page, route: str):
	"""The values for the template of the page."""
	path = (getattr(frappe.local, "path", None) or route).strip("/ ")
	context = frappe._dict(path=path, pathname=path, route=route, lang=frappe.local.lang)
	if page.module:
		module = frappe.get_module(page.module)
		for name in MODULE_PROPERTIES:
			if hasattr(module, name):
				context[name] = getattr(module, name)
		if hasattr(module, "get_context"):
			context.update(module.get_context(context) or {})
	return context


def add_csrf_token(html: str) -> str:
	"""Put the session's token where the page has a comment for it."""
	if TOKEN_COMMENT not in html or frappe.session.user == "Guest":
		return html
	token = frappe.sessions.get_csrf_token()
	return html.replace(TOKEN_COMMENT, f'<script>frappe.csrf_token = "{token}";</script>')


def name_page(response: Response, route: str) -> Response:
	"""Say in the headers which page this is."""
	response.headers["X-Page-Name"] = route
	response.headers["X-From-Cache"] = "False"
	return response
