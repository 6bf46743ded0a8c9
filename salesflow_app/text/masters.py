"""The company's master texts in use: which one applies to a document, and its sections filled with the document's fields.

The master alone is a template. Values of documents are escaped text in it and are never evaluated.
"""

import html
import re
from types import SimpleNamespace

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents.acts import system_act
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.salesflow_app.workflows import master_document as states
from salesflow_app.text.formats import number, percent
from salesflow_app.text.rich_text import clean

JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
UNKNOWN = re.compile(r"\{\{ (?:no such element: )?(.*?) \}\}", re.DOTALL)
FORMATTED = ("Currency", "Float", "Percent", "Date", "Datetime")
PLAIN_NUMBERS = {"Float": number, "Percent": percent}
DISCOVERY_FIELDS = ("constraints", "timeline")
REFRESHABLE = ("Work Proposal", "SOW")


def get_approved(kind: str, variant: str = "", language: str | None = None) -> Document | None:
	"""The approved master of the kind and variant, in the first of these languages that has one:
	the given one, the site's, English, any."""
	rows = frappe.get_all(
		"Salesflow Master Document",
		{"kind": kind, "variant": ("in", ("", variant)), "workflow_state": states.APPROVED},
		["name", "variant", "language"],
		order_by="creation asc",
	)
	wanted = [language, frappe.db.get_single_value("System Settings", "language"), "en"]
	rows.sort(key=lambda row: (row.variant != variant, _get_rank(row.language, wanted)))
	return frappe.get_doc("Salesflow Master Document", rows[0].name) if rows else None


def _get_rank(language: str, wanted: list[str | None]) -> int:
	return wanted.index(language) if language in wanted else len(wanted)


def get_master_for(doc: Document) -> Document:
	"""The master that applies to a Work Proposal or SOW. Raises ValidationError where none is approved."""
	variant = doc.get("variant") or ""
	master = get_approved(doc.doctype, variant, get_language(doc))
	if not master:
		frappe.throw(
			_(
				"{0}: no Master Document of kind {1} {2} is approved. Create and approve one, or approve the draft."
			).format(_(doc.doctype), _(doc.doctype), _(variant))
		)
	return master


def get_language(doc: Document) -> str | None:
	"""The client's language."""
	doctype, name = _get_party(doc)
	if doctype not in ("Customer", "Lead") or not name:
		return None
	return frappe.db.get_value(doctype, name, "language")


def fill_work_proposal(doc: Document) -> None:
	"""Draft the sections of a new proposal from its master; what was written by hand stays."""
	if not doc.sections:
		master = get_master_for(doc)
		doc.set("sections", render(master, doc))
		_name_master(doc, master)


def fill_sow(doc: Document) -> None:
	"""Draft the texts of a new SOW from its master; what was written by hand stays."""
	master = get_master_for(doc)
	_set_texts(doc, render(master, doc), only_empty=True)
	_name_master(doc, master)


@frappe.whitelist(methods=["POST"])
def refresh(doctype: str, name: str) -> None:
	"""Redraft the texts of a draft Work Proposal or SOW from the currently approved master.

	Sections that the master does not have stay. Raises PermissionError without write permission,
	ValidationError for a document that is not a draft.
	"""
	if doctype not in REFRESHABLE:
		frappe.throw(
			_("{0}: only {1} take their text from a master.").format(_(doctype), ", ".join(REFRESHABLE))
		)
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("write")
	_validate_is_draft(doc)
	master = get_master_for(doc)
	rendered = render(master, doc)
	if doctype == "SOW":
		_set_texts(doc, rendered, only_empty=False)
	else:
		doc.set("sections", rendered + _get_own_sections(doc, rendered))
	_name_master(doc, master)
	with system_act(doc):  # the name of the master is the server's to write
		doc.save()


def _validate_is_draft(doc: Document) -> None:
	workflow = BY_DOCTYPE[doc.doctype]
	editable = [state.name for state in workflow.states if "refresh_text" in state.offers]
	if doc.workflow_state not in editable:
		frappe.throw(
			_("{0} {1} is in state {2}: its text can only be refreshed in {3}. Revise it first.").format(
				_(doc.doctype), doc.name, _(doc.workflow_state), ", ".join(_(state) for state in editable)
			)
		)


def _get_own_sections(doc: Document, rendered: list[dict]) -> list[dict]:
	"""Sections added to this document by hand: neither the old master nor the new one has them."""
	known = {section["heading"] for section in rendered}
	if doc.master_document:
		known |= set(
			frappe.get_all(
				"Work Proposal Section",
				{"parent": doc.master_document, "parenttype": "Salesflow Master Document"},
				pluck="heading",
				order_by="idx asc",
			)
		)
	return [{"heading": row.heading, "body": row.body} for row in doc.sections if row.heading not in known]


def _set_texts(doc: Document, rendered: list[dict], only_empty: bool) -> None:
	for section in rendered:
		field = doc.meta.get_field(frappe.scrub(section["heading"]))
		if field and field.fieldtype == "Text Editor" and not (only_empty and doc.get(field.fieldname)):
			doc.set(field.fieldname, section["body"])


def _name_master(doc: Document, master: Document) -> None:
	"""Every document says which text it was made from."""
	values = {
		"master_document": master.name,
		"master_version": master.version,
		"master_hash": master.content_hash,
	}
	if doc.meta.has_field("refresh_needed"):
		values["refresh_needed"] = 0
	doc.update(values)


# Rendering


def render(master: Document, doc: Document) -> list[dict]:
	"""The master's sections with the document's fields: heading and safe HTML.

	Raises ValidationError naming master and section where a field does not exist or the template is broken.
	"""
	context = get_context(doc)
	return [
		{"heading": row.heading, "body": clean(_render_section(master, row, context)).strip()}
		for row in master.sections
	]


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
		if df.permlevel:
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
	fields = [df for df in doc.meta.fields if df.fieldtype in FORMATTED and not df.permlevel]
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
	return frappe.utils.escape_html(str(value)).replace("{", "&#123;").replace("}", "&#125;")


def _get_party(doc: Document) -> tuple[str | None, str | None]:
	if doc.get("proposal_to"):
		return doc.proposal_to, doc.party_name
	return "Customer", doc.get("customer")


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
