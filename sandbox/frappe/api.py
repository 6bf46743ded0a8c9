"""The REST interface: `/api/method/<dotted name>` and `/api/resource/<DocType>/<name>`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import frappe.handler
from frappe.permissions import check_doctype_permission
from frappe.utils.response import build_response
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

GUARDED = ("frappe.client.", "frappe.utils.print_format.")
"""Modules whose functions do not tell what exists."""


def handle(request) -> Response:
	"""Answer a request to `/api/...`."""
	try:
		endpoint, arguments = ROUTES.bind_to_environ(request.environ).match()
	except (NotFound, MethodNotAllowed) as error:
		raise frappe.DoesNotExistError from error
	answer = endpoint(**arguments)
	if isinstance(answer, Response):
		return answer
	frappe.response.update({} if answer is None else {"data": answer})
	return build_response("json")


def call_method(method: str):
	"""Call a whitelisted function."""
	frappe.form_dict.cmd = method
	with hiding_existence(frappe.form_dict.get("doctype") if method.startswith(GUARDED) else None):
		return frappe.handler.handle()


def list_documents(doctype: str):
	"""Names, or the fields that were asked for, of the documents that the user may see."""
	frappe.form_dict.setdefault("limit_page_length", frappe.form_dict.get("limit") or 20)
	return frappe.call("frappe.client.get_list", doctype, **frappe.form_dict)


def create_document(doctype: str):
	"""Insert a document."""
	return frappe.get_doc({**_get_values(), "doctype": doctype}).insert()


def read_document(doctype: str, name: str):
	"""A document without what the user may not read."""
	with hiding_existence(doctype):
		doc = frappe.get_doc(doctype, name)
		doc.check_permission("read")
	doc.apply_fieldlevel_read_permissions()
	return doc


def update_document(doctype: str, name: str):
	"""Change fields of a document."""
	doc = frappe.get_doc(doctype, name)
	doc.update(_get_values())
	return doc.save()


def delete_document(doctype: str, name: str):
	"""Delete a document."""
	frappe.delete_doc(doctype, name, ignore_missing=False)
	frappe.response["http_status_code"] = 202
	return "ok"


def run_method(doctype: str, name: str):
	"""Call a whitelisted method of the document."""
	method = frappe.form_dict.pop("run_method", None)
	doc = frappe.get_doc(doctype, name)
	frappe.handler.check_call(getattr(doc, method).__func__)
	doc.check_permission("write")
	return doc.run_method(method, **frappe.form_dict)


def _get_values() -> dict:
	values = frappe.form_dict.get("data")
	return json.loads(values) if values else {k: v for k, v in frappe.form_dict.items() if k != "cmd"}


@contextmanager
def hiding_existence(doctype: str | None = None) -> Iterator[None]:
	"""Who has no right to the DocType reads the same, whether the document exists or not."""
	try:
		yield
	except (frappe.DoesNotExistError, frappe.PermissionError):
		if doctype and frappe.db.exists("DocType", doctype):
			said, frappe.local.message_log = frappe.local.message_log, []
			check_doctype_permission(doctype)
			frappe.local.message_log = said
		raise


ROUTES = Map(
	[
		Rule("/api/method/login", endpoint=lambda: None),
		Rule("/api/method/<path:method>", endpoint=call_method),
		Rule("/api/resource/<doctype>", methods=["GET"], endpoint=list_documents),
		Rule("/api/resource/<doctype>", methods=["POST"], endpoint=create_document),
		Rule("/api/resource/<doctype>/<path:name>", methods=["GET"], endpoint=read_document),
		Rule("/api/resource/<doctype>/<path:name>", methods=["PUT"], endpoint=update_document),
		Rule("/api/resource/<doctype>/<path:name>", methods=["DELETE"], endpoint=delete_document),
		Rule("/api/resource/<doctype>/<path:name>", methods=["POST"], endpoint=run_method),
	],
	strict_slashes=False,
	merge_slashes=False,
)
