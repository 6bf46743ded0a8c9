"""What a browser may do with the client's pages: hooks around every request, cheap where it is not ours."""

from urllib.parse import urlparse

import frappe
from frappe import _

from salesflow_app import compat
from salesflow_app.signing import sessions

PAGES = ("/salesflow", "/review", "/verify")
METHODS = "salesflow_app.portal."
SECURITY_POLICY = "; ".join(
	(
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' data:",
		"font-src 'self'",
		"connect-src 'self'",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	)
)
HEADERS = {
	"Content-Security-Policy": SECURITY_POLICY,
	"X-Frame-Options": "DENY",
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy": "no-referrer",
	"Cache-Control": "no-store",
}


def check_request() -> None:
	"""Hook `before_request`."""
	if compat.shares_portal_pages():
		_keep_out_of_page_cache()
	if _is_method():
		_check_method()


def _keep_out_of_page_cache() -> None:
	"""What a client sees is made for them, never taken from the pages of others, and never shown to others."""
	if frappe.session.user != "Guest" or frappe.get_request_header("Authorization"):
		frappe.local.no_cache = 1


def _check_method() -> None:
	"""Refuse an act that another website makes the browser do; keep our errors free of tracebacks.

	Frappe compares its CSRF token only once a session has one. The browser's Origin is there from the start.
	"""
	frappe.flags.disable_traceback = frappe.local.flags.disable_traceback = True
	origin = frappe.get_request_header("Origin")
	if (
		origin
		and frappe.request.method not in ("GET", "HEAD")
		and urlparse(origin).netloc not in _own_hosts()
	):
		frappe.throw(
			_("This request came from another website. Open the page here and try again."),
			frappe.CSRFTokenError,
		)


def set_headers(response, request) -> None:
	"""Nobody may frame, cache or extend the client's pages; they tell nobody where the client came from."""
	if response and (_is_page(request.path) or _is_method()):
		for name, value in HEADERS.items():
			response.headers[name] = value
		sessions.set_cookie(response, request.scheme == "https")


def _is_page(path: str) -> bool:
	return path in PAGES or path.startswith(tuple(f"{page}{sign}" for page in PAGES for sign in "/."))


def _is_method() -> bool:
	command = frappe.form_dict.get("cmd") or frappe.request.path
	return isinstance(command, str) and METHODS in command


def _own_hosts() -> set[str]:
	return {frappe.request.host, urlparse(frappe.utils.get_url()).netloc}
