"""Calls whitelisted functions and methods of documents for a request."""

import json
from contextlib import suppress

import frappe
from frappe import _
from frappe.utils.response import build_response
from werkzeug.wrappers import Response


def handle() -> Response | None:
	"""Answer a request that names its function in `cmd`."""
	cmd = frappe.local.form_dict.cmd
	answer = None if cmd == "login" else execute_cmd(cmd)
	if isinstance(answer, Response):
		return answer
	frappe.response.update({} if answer is None else {"message": answer})
	return build_response("json")


def execute_cmd(cmd: str):
	"""Call a whitelisted function with the values of the request."""
	try:
		function = frappe.get_attr(cmd) if "." in cmd else globals()[cmd]
	except Exception as error:
		frappe.throw(_("Failed to get method for command {0} with {1}").format(cmd, error))
	check_call(function)
	return frappe.call(function, **frappe.form_dict)


def check_call(function) -> None:
	"""Refuse a function that is not whitelisted, or not for the HTTP method of the request."""
	frappe.is_whitelisted(function)
	if frappe.local.request.method not in frappe.allowed_http_methods_for_whitelisted_func[function]:
		frappe.throw(_("Not permitted"), frappe.PermissionError)


@frappe.whitelist(allow_guest=True)
def ping() -> str:
	"""Say that the site is there."""
	return "pong"


@frappe.whitelist(allow_guest=True)
def logout() -> None:
	"""End the session."""
	frappe.local.login_manager.logout()
	frappe.db.commit()


@frappe.whitelist(allow_guest=True)
def web_logout() -> None:
	"""End the session and say so on a page."""
	logout()
	message = _("You have been successfully logged out")
	frappe.respond_as_web_page(_("Logged Out"), message, indicator_color="green")


@frappe.whitelist()
def run_doc_method(
	method: str, docs=None, dt: str | None = None, dn: str | None = None, arg=None, args=None
) -> None:
	"""Call a whitelisted method of a document, saved (`dt`, `dn`) or as it is in the browser (`docs`)."""
	doc = frappe.get_doc(dt, dn or dt) if dt else frappe.get_doc(frappe.parse_json(docs))
	doc._original_modified = doc.modified
	if not dt:
		doc.check_if_latest()
	if not doc.has_permission("read"):
		frappe.throw(_("Not permitted"), frappe.PermissionError)
	function = getattr(doc, method)
	check_call(getattr(function, "__func__", function))
	answer = _run(doc, method, args or arg)
	frappe.response.docs.append(doc)
	if answer is not None:
		frappe.response["message"] = answer


def _run(doc, method: str, args):
	"""Arguments come as JSON: an object is spread, anything else is the only argument."""
	with suppress(ValueError):
		args = json.loads(args) if isinstance(args, str) else args
	if isinstance(args, dict):
		return doc.run_method(method, **args)
	return doc.run_method(method, *([] if args in (None, "") else [args]))
