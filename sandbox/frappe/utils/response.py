"""Turns what a request came to into an HTTP answer: JSON, a file, or an error with its status."""

import datetime
import json
import mimetypes
import os
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import frappe
from frappe import _
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.local import LocalProxy
from werkzeug.utils import redirect, send_file
from werkzeug.wrappers import Response


def build_response(response_type: str | None = None) -> Response:
	"""The answer for what the called method left in `frappe.response`."""
	if frappe.local.response.get("docs") == []:
		del frappe.local.response["docs"]
	kind = frappe.local.response.get("type") or response_type
	if kind not in BUILDERS:
		raise NotImplementedError(f"frappe.response of type {kind}")
	return BUILDERS[kind]()


def report_error(status_code: int) -> Response:
	"""The answer for the error that is being handled."""
	error = sys.exc_info()[1]
	may_show = getattr(frappe.local, "db", None) and not frappe.local.flags.disable_traceback
	if may_show and status_code != 404 and frappe.get_system_settings("allow_error_traceback"):
		text = frappe.get_traceback()
		frappe.errprint(text)
		frappe.local.response["exception"] = text.splitlines()[-1]
	frappe.local.response["exc_type"] = type(error).__name__
	response = build_response("json")
	response.status_code = status_code
	return response


def as_json() -> Response:
	"""What was left in `frappe.response`, with tracebacks and messages, each a JSON list of texts."""
	answer = frappe.local.response
	if frappe.local.error_log:
		answer["exc"] = json.dumps([str(entry["exc"]) for entry in frappe.local.error_log])
	if frappe.local.message_log:
		messages = [json.dumps(dict(message), default=json_handler) for message in frappe.get_message_log()]
		answer["_server_messages"] = json.dumps(messages)
	if frappe.local.flags.error_message:
		answer["_error_message"] = frappe.local.flags.error_message
	status = answer.pop("http_status_code", 200)
	text = json.dumps(answer, default=json_handler, separators=(",", ":"))
	return Response(text, status, mimetype="application/json")


def json_handler(value):
	"""JSON of what the `json` module does not know by itself."""
	if isinstance(value, LocalProxy | datetime.date | datetime.time | datetime.timedelta | Path):
		return str(value)
	if isinstance(value, type | Exception):
		return repr(value)
	if isinstance(value, Decimal):
		return float(value)
	if hasattr(value, "as_dict"):
		return value.as_dict(no_nulls=True)
	if isinstance(value, Iterable):
		return list(value)
	raise TypeError(f"Object of type {type(value)} is not JSON serializable")


def as_download() -> Response:
	"""A file that the browser saves."""
	answer = frappe.local.response
	return _as_file("attachment", answer.get("content_type") or _guess_type(answer["filename"]))


def as_pdf() -> Response:
	"""A PDF that the browser shows."""
	return _as_file("inline", "application/pdf")


def as_binary() -> Response:
	"""A file whose kind nobody says."""
	return _as_file("attachment", "application/octet-stream")


def _as_file(disposition: str, content_type: str) -> Response:
	response = Response(frappe.local.response["filecontent"])
	response.headers["Content-Type"] = content_type
	response.headers.set("Content-Disposition", disposition, filename=frappe.local.response["filename"])
	return response


def as_page() -> Response:
	"""The web page `route`."""
	from frappe.website.page_renderers import render_page

	return render_page(frappe.local.response["route"], frappe.local.response.get("http_status_code"))


BUILDERS = {
	"json": as_json,
	"download": as_download,
	"pdf": as_pdf,
	"binary": as_binary,
	"redirect": lambda: redirect(frappe.local.response["location"]),
	"page": as_page,
}


# Files of the site


def _guess_type(filename: str) -> str:
	return mimetypes.guess_type(filename)[0] or "application/octet-stream"


def download_private_file(path: str) -> Response:
	"""A file of the site's private folder, for those who may read its File record."""
	for name in frappe.get_all("File", {"file_url": path}, pluck="name"):
		if frappe.get_doc("File", name).has_permission("read"):
			folder = os.path.join(frappe.local.site_path, "private")
			return send_site_file(folder, path.split("/private/", 1)[1])
	raise Forbidden(_("You don't have permission to access this file"))


def send_site_file(folder: str, path: str) -> Response:
	"""A file inside the folder; what leads out of it is not found."""
	root = Path(folder).resolve()
	file = (root / path.lstrip("/")).resolve()
	if not file.is_file() or not file.is_relative_to(root):
		raise NotFound()
	kind = _guess_type(file.name)
	as_attachment = kind in ("text/html", "image/svg+xml", "application/xml", "text/xml")
	return send_file(file, frappe.local.request.environ, mimetype=kind, as_attachment=as_attachment)
