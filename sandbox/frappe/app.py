"""The WSGI application: one request is one transaction on one site."""

import json
import logging
from pathlib import Path

import frappe
from frappe import _
from frappe.auth import SAFE_HTTP_METHODS, UNSAFE_HTTP_METHODS, HTTPRequest
from frappe.utils.response import download_private_file, report_error, send_site_file
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.serving import run_simple
from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

HOST = "127.0.0.1"
LOGGER = logging.getLogger("frappe.app")
ASSET_SECONDS = 12 * 60 * 60
_served = {"site": None, "sites_path": "."}


def application(environ, start_response):
	"""Answer one request."""
	request = Request(environ)
	response = get_asset(request) or get_response(request)
	return response(environ, start_response)


def get_response(request: Request) -> Response:
	"""Answer the request on its site: commit what it changed, or roll it back."""
	response, is_done = None, False
	try:
		init_request(request)
		response = _answer(request)
		is_done = True
	except HTTPException as error:
		response = error.get_response(request.environ)
	except Exception as error:
		response = handle_exception(error)
	finally:
		_end_transaction(request, is_done)
		if response is not None:
			for path in frappe.get_hooks("after_request"):
				frappe.call(path, response=response, request=request)
			if manager := getattr(frappe.local, "cookie_manager", None):
				manager.flush_cookies(response)
		frappe.destroy()
	return response


def init_request(request: Request) -> None:
	"""Connect to the site of the request and open its session."""
	site = request.headers.get("X-Frappe-Site-Name") or _served["site"]
	frappe.init(site, _served["sites_path"], force=True)
	frappe.local.request = request
	frappe.connect(set_admin_as_user=False)
	make_form_dict(request)
	frappe.local.http_request = HTTPRequest()
	for hook in frappe.get_hooks("before_request"):
		frappe.call(hook)


def make_form_dict(request: Request) -> None:
	"""Read the values of the request from its JSON body, or from its query and its form."""
	if request.is_json and request.get_data():
		values = json.loads(request.get_data())
	else:
		values = {**request.args, **request.form}
	if not isinstance(values, dict):
		frappe.throw(_("Invalid request arguments"))
	frappe.local.form_dict = frappe._dict(values)


def _answer(request: Request) -> Response:
	import frappe.api
	import frappe.handler
	from frappe.website.serve import get_response as get_page

	if frappe.form_dict.cmd:
		return frappe.handler.handle()
	if request.path.startswith("/api/"):
		return frappe.api.handle(request)
	if request.path.startswith("/private/files/"):
		return download_private_file(request.path)
	if request.path.startswith("/files/"):
		return send_site_file(frappe.get_site_path("public"), request.path)
	if request.method in ("GET", "HEAD", "POST"):
		return get_page()
	raise NotFound


def handle_exception(error: Exception) -> Response:
	"""The answer for an error: JSON for programs, a page for people."""
	from frappe.website.serve import get_error_page

	code = getattr(error, "http_status_code", 500)
	if code == 500:
		LOGGER.error("%s %s failed", frappe.local.request.method, frappe.local.request.path, exc_info=True)
	if _wants_json():
		return report_error(code)
	return get_error_page(error, code)


def _wants_json() -> bool:
	request = frappe.local.request
	is_call = request.path.startswith("/api/") or bool(frappe.local.form_dict.get("cmd"))
	return is_call or "application/json" in (request.headers.get("Accept") or "")


def _end_transaction(request: Request, is_done: bool) -> None:
	"""Commit after a change that succeeded, else roll back."""
	if db := getattr(frappe.local, "db", None):
		is_change = request.method in UNSAFE_HTTP_METHODS or frappe.local.flags.commit
		db.commit() if is_done and is_change else db.rollback()


def get_asset(request: Request) -> Response | None:
	"""A file of an app's `public` folder: `/assets/<app>/...`."""
	parts = request.path.split("/", 3)
	if len(parts) < 4 or parts[1] != "assets" or request.method not in SAFE_HTTP_METHODS:
		return None
	apps = (Path(_served["sites_path"]) / "apps.txt").read_text().split()
	if parts[2] not in ("frappe", *apps):
		return None
	root = Path(frappe.get_module(parts[2]).__file__).resolve().parent / "public"
	file = (root / parts[3]).resolve()
	if not file.is_file() or not file.is_relative_to(root):
		return None
	return send_file(file, request.environ, max_age=ASSET_SECONDS)


def serve(port: int = 8000, site: str | None = None, sites_path: str = ".", no_reload: bool = False) -> None:
	"""Serve a site on the loopback until it is interrupted."""
	_served.update(site=site, sites_path=sites_path)
	run_simple(HOST, int(port), application, use_reloader=not no_reload, threaded=True)
