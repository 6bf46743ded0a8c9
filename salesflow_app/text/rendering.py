"""A master's sections, filled with the fields of one document. The master alone is a template.

Values of documents are escaped text in it and are never evaluated.
"""

import html
import re
from types import SimpleNamespace

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.text.formats import as_written, number, percent
from salesflow_app.text.rich_text import clean, is_empty

JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
UNKNOWN = re.compile(r"\{\{ (?:no such element: )?(.*?) \}\}", re.DOTALL)
FORMATTED = ("Currency", "Float", "Percent", "Date", "Datetime")
PLAIN_NUMBERS = {"Float": number, "Percent": percent}
DISCOVERY_FIELDS = ("constraints", "timeline")
INTERNAL = (
	"reason authors approved_by approved_on reviewed_by reviewed_on senior_review_needed senior_approver rule_reason "
	"content_hash master_hash texts_from_master signed_taxes signed_ip"
).split()
"""Our own records and reasons: no text for a client can name them."""


def render(master: Document, doc: Document) -> list[dict]:
	"""The master's sections with the document's fields: heading and safe HTML.

	Raises ValidationError naming master and section where a field does not exist or the template is broken.
	"""
	context = get_context(doc)
	return [
		{"heading": row.heading, "body": clean(_render_section(master, row, context)).strip()}
		for row in master.sections
	]


def render_as_one(master: Document, doc: Document) -> str:
	"""All sections that say something as one safe HTML text with headings."""
	return "".join(
		f"<h3>{frappe.utils.escape_html(section['heading'])}</h3>{section['body']}"
		for section in render(master, doc)
		if not is_empty(section["body"])
	)


def _render_section(master: Document, row: Document, context: dict) -> str:
	template = JINJA.sub(
		lambda match: html.unescape(match.group()), row.body or ""
	)  # the editor escapes < and >
	messages = len(frappe.local.message_log)
	try:
		text = _render_text(template, context)
	except Exception as error:
		del frappe.local.message_log[messages:]
		_refuse_section(master, row, str(error))
	unknown = UNKNOWN.search(text)
	if unknown:
		_refuse_section(master, row, _("there is no field {0}").format(unknown.group(1)))
	return text


def _render_text(template: str, context: dict) -> str:
	"""Text is never the path of a file, includes none, and an error is one sentence, without a traceback."""
	if ".__" in template:
		raise ValueError(_("names that begin with two underscores are not allowed"))
	return frappe.get_jenv().overlay(loader=None).from_string(template).render(context)


def _refuse_section(master: Document, row: Document, problem: str) -> None:
	problem = frappe.utils.escape_html(" ".join(problem.split())[:200])
	frappe.throw(
		_(
			"Master Document {0} ({1}), section {2}: {3}. Correct the section, in a new version if it is approved."
		).format(
			master.name,
			frappe.utils.escape_html(master.title),
			frappe.utils.escape_html(row.heading),
			problem,
		)
	)


def get_context(doc: Document) -> dict:
	"""What a master may name: `doc`, `formatted`, `contact`, `account_manager`, `discovery`, `today`. Nothing else of the site."""
	return {
		"doc": _as_values(doc),
		"formatted": _as_formatted(doc),
		"contact": _get_contact(doc),
		"account_manager": _get_person(doc.get("account_manager")),
		"discovery": _get_discovery(doc.get("discovery")),
		"today": frappe.utils.format_date(frappe.utils.today()),
		"frappe": SimpleNamespace(),
	}


def _as_values(doc: Document) -> SimpleNamespace:
	values = {"name": _escape(doc.name), "doctype": doc.doctype}
	for df in doc.meta.fields:
		if df.permlevel or df.fieldname in INTERNAL:
			continue
		if df.fieldtype == "Table":
			values[df.fieldname] = [_as_row(row) for row in doc.get(df.fieldname) or []]
		elif df.fieldtype not in frappe.model.no_value_fields:
			values[df.fieldname] = _escape(doc.get(df.fieldname))
	return SimpleNamespace(**values)


def _as_row(row: Document) -> SimpleNamespace:
	values = _as_values(row)
	values.formatted = _as_formatted(row)
	return values


def _as_formatted(doc: Document) -> SimpleNamespace:
	"""Amounts, numbers and dates as the site shows them."""
	fields = [
		df
		for df in doc.meta.fields
		if df.fieldtype in FORMATTED and not df.permlevel and df.fieldname not in INTERNAL
	]
	return SimpleNamespace(**{df.fieldname: _format(doc, df.fieldname) for df in fields})


def _format(doc: Document, fieldname: str) -> str:
	value, fieldtype = doc.get(fieldname), doc.meta.get_field(fieldname).fieldtype
	try:
		if not value:
			return ""
		if fieldtype in PLAIN_NUMBERS:
			return PLAIN_NUMBERS[fieldtype](value)
		return _escape(doc.get_formatted(fieldname))
	except (ValueError, TypeError, ArithmeticError):
		return ""  # a draft may still hold something that is not a number; validate says so


def _escape(value: object) -> object:
	"""Plain text: no HTML, and no braces that a later template could take for its own."""
	if value is None:
		return ""
	if isinstance(value, bool | int | float):
		return value
	return frappe.utils.escape_html(as_written(value)).replace("{", "&#123;").replace("}", "&#125;")


def _get_contact(doc: Document) -> SimpleNamespace:
	name = doc.get("contact_person")
	full_name = frappe.db.get_value("Contact", name, "full_name") if name else doc.get("signatory_name")
	email = doc.get("contact_email") or doc.get("signatory_email")
	return SimpleNamespace(full_name=_escape(full_name), email=_escape(email))


def _get_person(user: str | None) -> SimpleNamespace:
	known = frappe.db.get_value("User", user, ["full_name", "email"], as_dict=True) if user else None
	return SimpleNamespace(
		full_name=_escape(known.full_name if known else ""), email=_escape(known.email if known else "")
	)


def _get_discovery(name: str | None) -> SimpleNamespace:
	"""What the client said in the discovery; never our own view of risks, budget and decision makers."""
	if not name:
		return SimpleNamespace(needs=[], **dict.fromkeys(DISCOVERY_FIELDS, ""))
	values = _as_values(frappe.get_doc("Discovery", name))
	return SimpleNamespace(
		needs=values.needs, **{field: getattr(values, field) for field in DISCOVERY_FIELDS}
	)
