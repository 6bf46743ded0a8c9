"""Turns what a request came to into an HTTP answer: JSON, a file, or an error with its status."""

import datetime
import json
import mimetypes
import os
import sys
import uuid
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
	builders = {
		"json": as_json,
		"csv": as_csv,
		"txt": as_txt,
		"download": as_raw,
		"pdf": as_pdf,
		"binary": as_binary,
		"redirect": as_redirect,
		"page": as_page,
	}
	if kind not in builders:
		raise NotImplementedError(f"frappe.response of type {kind}")
	return builders[kind]()


def report_error(status_code: int) -> Response:
	"""The answer for the error that is being handled."""
	error = sys.exc_info()[1]
	if is_traceback_allowed() and status_code != 404:
		text = frappe.get_traceback()
		frappe.errprint(text)
		frappe.local.response["exception"] = text.splitlines()[-1]
	frappe.local.response["exc_type"] = type(error).__name__
	response = build_response("json")
	response.status_code = status_code
	return response


def is_traceback_allowed() -> bool:
	"""Do System Settings, and whoever raised the error, let the reader see where it happened?"""
	if not getattr(frappe.local, "db", None) or frappe.local.flags.disable_traceback:
		return False
	return bool(frappe.get_system_settings("allow_error_traceback"))


def as_json() -> Response:
	"""What was left in `frappe.response`, with the messages for the user."""
	make_logs()
	status = frappe.local.response.pop("http_status_code", 200)
	text = json.dumps(frappe.local.response, default=json_handler, separators=(",", ":"))
	return Response(text, status, mimetype="application/json")


def make_logs(response: dict | None = None) -> None:
	"""Add tracebacks and messages, each a JSON list of texts."""
	response = frappe.local.response if response is None else response
	if frappe.local.error_log:
		response["exc"] = json.dumps([str(entry["exc"]) for entry in frappe.local.error_log])
	if frappe.local.message_log:
		messages = [json.dumps(dict(message), default=json_handler) for message in frappe.get_message_log()]
		response["_server_messages"] = json.dumps(messages)
	if frappe.local.flags.error_message:
		response["_error_message"] = frappe.local.flags.error_message


def json_handler(value):
	"""JSON of what the `json` module does not know by itself."""
	if isinstance(value, LocalProxy):
		return str(value)
	if isinstance(value, type | Exception):
		return repr(value)
	if isinstance(value, datetime.date | datetime.time):
		return str(value)
	if isinstance(value, datetime.timedelta):
		return str(value)
	if isinstance(value, Decimal):
		return float(value)
	if isinstance(value, uuid.UUID | Path):
		return str(value)
	if hasattr(value, "as_dict"):
		return value.as_dict(no_nulls=True)
	if isinstance(value, Iterable):
		return list(value)
	raise TypeError(f"Object of type {type(value)} is not JSON serializable")


def as_csv() -> Response:
	"""A CSV text in `result`, named after `doctype`."""
	name = frappe.local.response["doctype"].replace(" ", "_")
	return _as_file(frappe.local.response["result"], f"{name}.csv", "text/csv; charset=utf-8")


def as_txt() -> Response:
	"""A plain text in `result`, named after `doctype`."""
	name = frappe.local.response["doctype"].replace(" ", "_")
	return _as_file(frappe.local.response["result"], f"{name}.txt", "text/plain; charset=utf-8")


def as_raw() -> Response:
	"""A file that the browser saves."""
	content_type = frappe.local.response.get("content_type")
	return _as_file(
		frappe.local.response["filecontent"],
		frappe.local.response["filename"],
		content_type or _guess_type(frappe.local.response["filename"]),
		frappe.local.response.get("display_content_as", "attachment"),
	)


def as_pdf() -> Response:
	"""A PDF that the browser shows."""
	name = frappe.local.response["filename"]
	return _as_file(frappe.local.response["filecontent"], name, "application/pdf", None)


def as_binary() -> Response:
	"""A file whose kind nobody says."""
	name = frappe.local.response["filename"]
	return _as_file(frappe.local.response["filecontent"], name, "application/octet-stream", None)


def as_redirect() -> Response:
	"""Send the browser on to `location`."""
	return redirect(frappe.local.response["location"])


def as_page() -> Response:
	"""The web page `route`."""
	from frappe.website.page_renderers import render_page

	return render_page(frappe.local.response["route"], frappe.local.response.get("http_status_code"))


def _as_file(content, filename: str, content_type: str, disposition: str | None = "attachment") -> Response:
	response = Response(content)
	response.headers["Content-Type"] = content_type
	if disposition:
		response.headers.set("Content-Disposition", disposition, filename=filename)
	else:
		response.headers.set("Content-Disposition", f"filename={filename}")
	return response


def _guess_type(filename: str) -> str:
	return mimetypes.guess_type(filename)[0] or "application/octet-stream"


def download_private_file(path: str) -> Response:
	"""A file of the site's private folder, for those who may read its File record."""
	for name in frappe.get_all("File", {"file_url": path}, pluck="name"):
		if frappe.get_doc("File", name).has_permission("read"):
			return send_private_file(path.split("/private/", 1)[1])
	raise Forbidden(_("You don't have permission to access this file"))


def send_private_file(path: str) -> Response:
	"""A file of the site's private folder; who may have it was checked before."""
	return send_site_file(os.path.join(frappe.local.site_path, "private"), path)


def send_site_file(folder: str, path: str) -> Response:
	"""A file inside the folder; what leads out of it is not found."""
	root = Path(folder).resolve()
	file = (root / path.lstrip("/")).resolve()
	if not file.is_file() or not file.is_relative_to(root):
		raise NotFound()
	kind = _guess_type(file.name)
	as_attachment = kind in ("text/html", "image/svg+xml", "application/xml", "text/xml")
	return send_file(file, frappe.local.request.environ, mimetype=kind, as_attachment=as_attachment)
