"""Answers requests for web pages, their redirects and their errors included."""

import logging

import frappe
from frappe import _
from frappe.website.page_renderers import name_page, render_page
from frappe.website.path_resolver import resolve_path, resolve_redirect
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

LOGGER = logging.getLogger("frappe.website")


def get_response(path: str | None = None, http_status_code: int | None = None) -> Response:
	"""The page for a path, or for that of the request; an error becomes a page, too."""
	try:
		return get_response_without_exception_handling(path, http_status_code)
	except frappe.Redirect as error:
		return _redirect(error.http_status_code)
	except Exception as error:
		frappe.db.rollback()
		return get_error_page(error, getattr(error, "http_status_code", 500))


def get_response_without_exception_handling(
	path: str | None = None, http_status_code: int | None = None
) -> Response:
	"""The page for a path; errors are raised."""
	path = (path or frappe.local.request.path).strip("/ ")
	frappe.local.path = path
	resolve_redirect(path)
	return render_page(resolve_path(path), http_status_code)


def get_response_content(path: str | None = None, http_status_code: int = 200) -> str:
	"""HTML of a page; errors are raised."""
	return get_response_without_exception_handling(path, http_status_code).get_data(as_text=True)


def get_error_page(error: Exception, code: int) -> Response:
	"""The page for an error: not permitted, not found, or what went wrong."""
	if isinstance(error, frappe.PermissionError):
		title, text = _("Not Permitted"), _("You do not have enough permissions to access this resource.")
	elif code == 404:
		return _render_message("404", _("Not Found"), "", code)
	else:
		LOGGER.error("%s", frappe.get_traceback()) if code >= 500 else None
		title = _("Server Error") if code >= 500 else _("Message")
		text = (
			str(error) if code < 500 else _("The page could not be shown: {0}").format(type(error).__name__)
		)
	return _render_message("message", title, text, code)


def _render_message(route: str, title: str, text: str, code: int) -> Response:
	frappe.local.message_title, frappe.local.message = title, frappe.utils.escape_html(text)
	frappe.local.path = route
	return render_page(route, code)


def _redirect(code: int) -> Response:
	response = redirect(frappe.local.flags.redirect_location, code)
	response.set_data("")
	return name_page(response, frappe.local.path)
