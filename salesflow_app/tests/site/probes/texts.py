"""Texts: escaping, cleaning, templates, translations, names of things, and what a message says."""

import frappe
from frappe import _
from frappe.utils import (
	comma_and,
	comma_or,
	escape_html,
	get_fullname,
	get_link_to_form,
	get_url,
	get_url_to_form,
	is_html,
	md_to_html,
	sanitize_html,
	strip_html,
	validate_email_address,
)

from salesflow_app.tests.site.probes import each, probe

each("escape_html", escape_html, ("<b>x</b> & \"y\" 'z'",), ("",), ("ä<",))
each("strip_html", strip_html, ("<p>a <b>b</b></p>",), ("a &lt; b",), ("x<br>y",))
each(
	"sanitize_html",
	sanitize_html,
	("<p onclick='x()'>hi</p>",),
	("plain < text",),
	("<a href='javascript:alert(1)'>x</a>",),
	("{}",),
)
each("is_html", is_html, ("<p>x</p>",), ("1 < 2",), ("x",))
each("md_to_html", lambda text: " ".join(md_to_html(text).split()), ("# A\n\nb *c*",), ("- one\n- two",))
each("scrub", frappe.scrub, ("Sales Order",), ("A-B c",), ("already_done",))
each("unscrub", frappe.unscrub, ("sales_order",), ("a-b",))
each("bold", frappe.bold, ("x",), (7,))
each("translate", _, ("Sales Order",), ("No such sentence at all",), ("",))
each(
	"validate_email_address",
	validate_email_address,
	("a@b.example",),
	("A <a@b.example>",),
	("no address",),
	("a@b.example, c@d.example",),
	("a@b",),
	("",),
)
each("comma_and", comma_and, ((["a"]),), ((["a", "b", "c"]),))
each("comma_or", comma_or, ((["a", "b"]),), ((["a", "b", "c"]),))
each(
	"render_template",
	frappe.render_template,
	("{{ a }} {{ b | upper }}", {"a": "<i>", "b": "x"}),
	("{% for n in range(3) %}{{ n }}{% endfor %}", {}),
	("{{ frappe.utils.flt(x) }}", {"x": "2.5"}),
	("{{ nothing }}-{{ nothing.more }}", {}),
	("{{ ''.__class__.__mro__ }}", {}),
	("{{ frappe.db.sql('select 1') }}", {}),
	("{% broken", {}),
	("{{ _('Yes') }}", {}),
)
each("get_fullname", get_fullname, ("Administrator",), ("Guest",), ("nobody@nowhere.example",))
each("parse_json", frappe.parse_json, ('{"a": 1}',), ("[1, 2]",), ("x",), ({"a": 1},))
each("as_json", frappe.as_json, ({"b": 1, "a": [1, 2]},), ([],))
each("get_version", lambda: frappe.__version__.split(".")[0], ())


@probe
def link_to_a_form():
	return get_link_to_form("Sales Order", "SO-1").replace(get_url(), "(site)")


@probe
def address_of_a_form():
	return get_url_to_form("Sales Order", "SO 1/2").replace(get_url(), "(site)")


@probe
def a_message_is_kept_for_the_reader():
	frappe.msgprint("Hello", title="Title", indicator="green")
	return _get_messages()


@probe
def a_refusal_is_an_error_and_a_message():
	try:
		frappe.throw("No <b>way</b>", title="Why")
	except frappe.ValidationError as error:
		return {"error": str(error), "messages": _get_messages()}


@probe
def the_last_message_is_taken_back():
	frappe.msgprint("one")
	frappe.msgprint("two")
	frappe.clear_last_message()
	return _get_messages()


def _get_messages() -> list[dict]:
	log = [frappe.parse_json(entry) for entry in frappe.local.message_log]
	return [
		{key: entry.get(key) for key in ("message", "title", "indicator", "raise_exception")} for entry in log
	]


@probe
def html_in_a_plain_field_is_cleaned():
	lead = frappe.get_doc({"doctype": "Lead", "first_name": "<script>alert(1)</script>Ada <b>L</b>"}).insert()
	return [lead.first_name, lead.lead_name]


def _get_or_none(name: str):
	try:
		return getattr(frappe, name)
	except (AttributeError, NotImplementedError):
		return None


@probe
def errors_know_their_http_code():
	names = (
		"ValidationError PermissionError DoesNotExistError DuplicateEntryError AuthenticationError MandatoryError "
		"LinkValidationError TimestampMismatchError UpdateAfterSubmitError InvalidStatusError NameError CSRFTokenError "
		"CancelledLinkError DocstatusTransitionError LinkExistsError UniqueValidationError Redirect PageDoesNotExistError "
		"QueryTimeoutError QueryDeadlockError CharacterLengthExceededError WorkflowPermissionError"
	).split()
	found = {}
	for name in names:
		error = _get_or_none(name)
		bases = [base.__name__ for base in error.__mro__[1:3]] if error else None
		found[name] = [getattr(error, "http_status_code", None), bases]
	return found
