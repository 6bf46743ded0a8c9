"""The trial's web server, on the loopback only: the app's own pages, a plain desk, the outbox and the clock."""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, run_simple
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from trial import clock, outbox, people
from trial.desk import actions, dossier, forms, lists, reports
from trial.pages import STATIC, keep_messages, show_problem
from trial.template import Unusable

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LINKS = {"people": "/trial", "desk": "/trial/desk", "outbox": "/trial/outbox", "clock": "/trial/clock"}
BANNER = (
	'<div style="padding:4px 12px;font:13px/1.5 system-ui,sans-serif;text-align:center;background:#7a2e0e;color:#fff">'
	"A trial on your own machine, without access protection: "
	+ ", ".join(
		f'<a href="{way}" style="color:#fff;text-decoration:underline">{name}</a>'
		for name, way in _LINKS.items()
	)
	+ "</div>"
)
BODY = re.compile(r"<body[^>]*>")
ROUTES = Map(
	[
		Rule("/app", endpoint=lambda _request: redirect("/trial/desk")),
		Rule("/app/<path:route>", endpoint=forms.open_route, methods=["GET"]),
		Rule("/", endpoint=lambda _request: redirect("/trial")),
		Rule("/trial", endpoint=people.show_start, methods=["GET"]),
		Rule("/trial/sign-in", endpoint=people.sign_in, methods=["POST"]),
		Rule("/trial/outbox", endpoint=outbox.show_outbox, methods=["GET"]),
		Rule("/trial/outbox/<name>", endpoint=outbox.show_mail, methods=["GET"]),
		Rule("/trial/outbox/<name>/follow", endpoint=outbox.follow, methods=["GET"]),
		Rule("/trial/outbox/<name>/<int:number>", endpoint=outbox.download, methods=["GET"]),
		Rule("/trial/clock", endpoint=clock.move, methods=["POST"]),
		Rule("/trial/clock", endpoint=clock.show_clock, methods=["GET"]),
		Rule("/trial/dossier/<doctype>/<path:name>", endpoint=dossier.show_dossier, methods=["GET"]),
		Rule("/trial/dossier/<doctype>/<path:name>", endpoint=dossier.export, methods=["POST"]),
		Rule("/trial/desk", endpoint=lists.show_home, methods=["GET"]),
		Rule("/trial/report/<name>", endpoint=reports.show_report, methods=["GET"]),
		Rule("/trial/desk/<doctype>", endpoint=lists.show_list, methods=["GET"]),
		Rule("/trial/desk/<doctype>/new", endpoint=forms.show_new, methods=["GET"]),
		Rule("/trial/desk/<doctype>/new", endpoint=forms.insert, methods=["POST"]),
		Rule("/trial/desk/<doctype>/doc/<path:name>", endpoint=forms.show_form, methods=["GET"]),
		Rule("/trial/desk/<doctype>/doc/<path:name>", endpoint=actions.act, methods=["POST"]),
		Rule("/trial/static/<path:name>", endpoint=lambda _request, name: _send_static(name)),
	]
)


def run(sites: Path, site: str, host: str, port: int) -> None:
	"""Serve the site until interrupted. Raises Unusable for an address that others can reach."""
	if host not in LOOPBACK:
		raise Unusable(f"The trial has no access protection, so it is served on the loopback, not on {host}.")
	os.chdir(sites)
	logging.getLogger("werkzeug").setLevel(logging.ERROR)
	run_simple(host, port, Trial(site), threaded=True, request_handler=_Quiet)


class _Quiet(WSGIRequestHandler):
	"""Stays silent: one line per request would bury the stories' output."""

	def log_request(self, code="-", size="-") -> None:
		pass


class Trial:
	"""The WSGI application."""

	def __init__(self, site: str):
		self.site = site

	def __call__(self, environ, start_response):
		response = self._answer(environ)
		_add_banner(response)
		return response(environ, start_response)

	def _answer(self, environ) -> Response:
		path = environ.get("PATH_INFO") or "/"
		if path == "/" or path.split("/")[1] in ("trial", "app"):
			return self._answer_trial(environ)
		from frappe.app import application

		environ["HTTP_X_FRAPPE_SITE_NAME"] = self.site
		response = Response.from_app(application, environ, buffered=True)
		if environ["REQUEST_METHOD"] == "POST":
			self._run_jobs()
		return response

	def _answer_trial(self, environ) -> Response:
		request = Request(environ)
		try:
			endpoint, values = ROUTES.bind_to_environ(environ).match()
			with _open_request(self.site, request) as finish:
				return finish(endpoint(request, **values))
		except HTTPException as error:
			return error.get_response(environ)

	def _run_jobs(self) -> None:
		import frappe
		from frappe.utils.background_jobs import run_pending

		frappe.init(self.site, sites_path=".")
		frappe.connect()
		run_pending()
		frappe.destroy()


@contextmanager
def _open_request(site: str, request: Request) -> Iterator:
	"""The session of the browser, in one transaction; background jobs run when it is committed."""
	import frappe
	from frappe.app import init_request
	from frappe.utils.background_jobs import run_pending

	request.environ["HTTP_X_FRAPPE_SITE_NAME"] = site

	def finish(response: Response) -> Response:
		if response.status_code in (301, 302, 303):
			keep_messages()
		frappe.db.commit()
		frappe.local.cookie_manager.flush_cookies(response)
		if request.method == "POST":
			run_pending()
		return response

	try:
		init_request(request)
		yield finish
	except HTTPException:
		raise
	except Exception as error:
		frappe.db.rollback()
		raise _as_problem(error) from error
	finally:
		frappe.destroy()


def _as_problem(error: Exception) -> HTTPException:
	return HTTPException(response=show_problem(error))


def _send_static(name: str) -> Response:
	path = STATIC / Path(name).name
	if not path.is_file():
		raise NotFound()
	kinds = {".css": "text/css", ".js": "text/javascript"}
	return Response(path.read_bytes(), mimetype=kinds.get(path.suffix, "application/octet-stream"))


def _add_banner(response: Response) -> None:
	if response.mimetype != "text/html" or response.is_streamed:
		return
	html = response.get_data(as_text=True)
	if body := BODY.search(html):
		response.set_data(html[: body.end()] + BANNER + html[body.end() :])
