"""Calls from outside and rights: whitelisted functions, roles, permission questions."""

import functools
import inspect
import json
import re

import frappe
from frappe import exceptions
from frappe.context import local
from frappe.messages import _, bold, throw
from frappe.utils.text import generate_hash, get_traceback, parse_json  # noqa: F401

whitelisted: set = set()
guest_methods: set = set()
xss_safe_methods: set = set()
allowed_http_methods_for_whitelisted_func: dict = {}
ALL_METHODS = ["GET", "POST", "PUT", "DELETE"]


def whitelist(allow_guest=False, xss_safe=False, methods=None):
	"""Decorate a function that may be called over HTTP."""

	def decorate(fn):
		from frappe.utils.typing_validations import validate_argument_types

		method = None
		if hasattr(fn, "__func__"):
			method, fn = fn, fn.__func__
		checked = validate_argument_types(fn, apply_condition=is_in_request)
		whitelisted.add(checked)
		allowed_http_methods_for_whitelisted_func[checked] = methods or list(ALL_METHODS)
		if allow_guest:
			guest_methods.add(checked)
		if allow_guest and xss_safe:
			xss_safe_methods.add(checked)
		return method or checked

	return decorate


def is_in_request() -> bool:
	"""Is a request being answered?"""
	return bool(getattr(local, "request", None)) or bool(local.flags.in_test)


def is_whitelisted(method) -> None:
	"""Raise PermissionError where the user may not call a function over HTTP."""
	is_guest = local.session.get("user") == "Guest"
	if method in guest_methods or (method in whitelisted and not is_guest):
		return
	summary = _("You are not permitted to access this resource.")
	if is_guest:
		summary += " " + _("Login to access")
	elif method not in whitelisted:
		summary = _("You are not permitted to access this resource. Login to access")
	name = bold(f"{method.__module__}.{method.__name__}")
	detail = _("Function {0} is not whitelisted.").format(name)
	throw(
		f"<details><summary>{summary}</summary>{detail}</details>",
		exceptions.PermissionError,
		title=_("Method Not Allowed"),
	)


def validate_and_sanitize_search_inputs(fn):
	"""Decorate a link query: a search word for something that is no DocType finds nothing."""

	@functools.wraps(fn)
	def wrapper(*args, **kwargs):
		values = inspect.signature(fn).bind(*args, **kwargs).arguments
		if not re.fullmatch(r"[\w\s`.,]+", values.get("searchfield") or "name"):
			throw(_("Invalid Search Field {0}").format(values["searchfield"]), exceptions.DataError)
		for name in ("start", "page_len"):
			values[name] = frappe.utils.cint(values.get(name))
		if values.get("doctype") and not frappe.db.exists("DocType", values["doctype"]):
			return []
		return fn(**values)

	return wrapper


def get_request_header(key: str, default=None):
	"""A header of the request."""
	return local.request.headers.get(key, default)


# Rights


def get_roles(username: str | None = None) -> list[str]:
	"""Roles of a user."""
	from frappe.permissions import get_roles

	if not local.session or not local.session.user:
		return ["Guest"]
	return get_roles(username or local.session.user)


def has_permission(
	doctype=None,
	ptype="read",
	doc=None,
	user=None,
	throw=False,
	*,
	parent_doctype=None,
	debug=False,
	ignore_share_permissions=False,
) -> bool:
	"""Has the user a right on a DocType or a document?"""
	import frappe.permissions

	if not doctype and doc:
		doctype = doc.doctype
	allowed = frappe.permissions.has_permission(
		doctype,
		ptype,
		doc=doc,
		user=user,
		raise_exception=throw,
		parent_doctype=parent_doctype,
		debug=debug,
		ignore_share_permissions=ignore_share_permissions,
	)
	if throw and not allowed:
		name = getattr(doc, "name", doc)
		frappe.flags.error_message = _("No permission for {0}").format(
			" ".join(filter(None, [_(doctype), name]))
		)
		raise exceptions.PermissionError
	return allowed


def has_website_permission(doc=None, ptype="read", user=None, verbose=False, doctype=None) -> bool:
	"""Has the portal user a right on a document?"""
	from frappe.website.permissions import has_website_permission

	return has_website_permission(doc=doc, ptype=ptype, user=user, verbose=verbose, doctype=doctype)


def only_has_select_perm(doctype: str, user: str | None = None, ignore_permissions: bool = False) -> bool:
	"""May the user choose documents of the DocType in links, but not read them?"""
	if ignore_permissions or (user or local.session.user) == "Administrator":
		return False
	from frappe.permissions import get_role_permissions

	rights = get_role_permissions(frappe.get_meta(doctype), user=user or local.session.user)
	return bool(rights.get("select") and not rights.get("read"))


# Values as text


def as_json(obj, indent=1, separators=None, ensure_ascii=True) -> str:
	"""The object as JSON, keys in alphabetical order."""
	from frappe.utils.response import json_handler

	options = {"indent": indent, "default": json_handler, "ensure_ascii": ensure_ascii}
	return json.dumps(obj, sort_keys=True, separators=separators or (",", ": "), **options)


def get_desk_link(doctype: str, name: str, show_title_with_name=False) -> str:
	"""A link to a document, named by its title."""
	title = frappe.db.get_value(doctype, name, frappe.get_meta(doctype).get_title_field())
	text = f"{_(doctype)} {title}"
	if show_title_with_name and name != title:
		text += f": {name}"
	return f'<a href="/app/Form/{doctype}/{name}" style="font-weight: bold;">{text}</a>'


# The rest


def make_property_setter(args, **_checks) -> None:
	"""Change a property of a DocType or of one of its fields."""
	from frappe.custom.doctype.property_setter.property_setter import make_property_setter as make

	args = frappe._dict(args)
	for_doctype = (args.doctype_or_field or ("DocField" if args.fieldname else "DocType")) == "DocType"
	make(args.doctype, args.fieldname, args.property, args.value, args.property_type or "Data", for_doctype)


def safe_eval(code: str, eval_globals=None, eval_locals=None):
	"""Value of a Python expression without access to names that begin with an underscore."""
	if any(word in code for word in ("__", "gi_frame", "f_globals", "f_locals", "co_code", "func_globals")):
		throw(_("Illegal rule {0}. Cannot use {1}").format(bold(code), "__"))
	names = {"int": int, "float": float, "long": int, "round": round}
	return eval(code, {"__builtins__": {}, **names, **(eval_globals or {})}, eval_locals)


def are_emails_muted() -> bool:
	"""Are mails queued, but not sent?"""
	return bool(local.flags.mute_emails or frappe.utils.cint(local.conf.get("mute_emails")))


@whitelist(allow_guest=True)
def ping() -> str:
	"""Say that the server is there."""
	return "pong"
