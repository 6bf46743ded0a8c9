"""The WSGI application: one request is one transaction on one site."""

import json
import logging
import os
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
_served = {"site": os.environ.get("SITE_NAME"), "sites_path": os.environ.get("SITES_PATH", ".")}


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
		sync_database(request, is_done)
		if response is not None:
			run_after_request_hooks(request, response)
			_flush_cookies(response)
		frappe.destroy()
	return response


def init_request(request: Request) -> None:
	"""Connect to the site of the request and open its session."""
	frappe.local.request = request
	frappe.init(
		request.headers.get("X-Frappe-Site-Name") or _served["site"], _served["sites_path"], force=True
	)
	frappe.local.request = request
	frappe.connect(set_admin_as_user=False)
	frappe.local.flags.request_started = True
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
	frappe.local.form_dict.pop("_", None)


def _answer(request: Request) -> Response:
	import frappe.api
	import frappe.handler
	from frappe.website.serve import get_response as get_page

	if request.method == "OPTIONS":
		return Response()
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
	if isinstance(error, frappe.QueryDeadlockError | frappe.QueryTimeoutError):
		code = 508
	if not getattr(frappe.local, "db", None):
		return Response(f"{type(error).__name__}: {error}", code)
	if code == 500:
		LOGGER.error("%s %s failed", frappe.local.request.method, frappe.local.request.path, exc_info=True)
	if _wants_json():
		return report_error(code)
	return get_error_page(error, code)


def _wants_json() -> bool:
	request = frappe.local.request
	accepted = request.headers.get("Accept") or ""
	return (
		request.path.startswith("/api/")
		or bool(frappe.local.form_dict.get("cmd"))
		or "application/json" in accepted
		or request.headers.get("X-Requested-With") == "XMLHttpRequest"
	)


def sync_database(request: Request, is_done: bool) -> None:
	"""Commit after a change that succeeded, else roll back; then keep the session alive."""
	db, session = getattr(frappe.local, "db", None), getattr(frappe.local, "session_obj", None)
	if not db:
		return
	is_change = request.method in UNSAFE_HTTP_METHODS or frappe.local.flags.commit
	finish = db.commit if is_done and is_change else db.rollback
	finish()
	if session and session.update():
		db.commit()


def run_after_request_hooks(request: Request, response: Response) -> None:
	"""Let the apps see the answer before it is sent."""
	is_connected = getattr(frappe.local, "db", None)
	for path in frappe.get_hooks("after_request") if is_connected else ():
		frappe.call(path, response=response, request=request)


def _flush_cookies(response: Response) -> None:
	if manager := getattr(frappe.local, "cookie_manager", None):
		manager.flush_cookies(response)


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


def serve(
	port: int = 8000,
	profile: bool = False,
	no_reload: bool = False,
	no_threading: bool = False,
	site: str | None = None,
	sites_path: str = ".",
	proxy: bool = False,
) -> None:
	"""Serve a site on the loopback until it is interrupted."""
	if profile or proxy:
		raise NotImplementedError("frappe.app.serve(profile=True) or (proxy=True)")
	_served.update(site=site, sites_path=sites_path)
	run_simple(HOST, int(port), application, use_reloader=not no_reload, threaded=not no_threading)
