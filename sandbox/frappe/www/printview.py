"""The printed document: `/printview?doctype=...&name=...&format=...`, and the HTML behind every PDF."""

import traceback
from contextlib import suppress
from pathlib import Path

import frappe
from frappe import _, _dict
from frappe.utils import cint, escape_html, sanitize_html, strip_html

no_cache = 1

STANDARD_TEMPLATE = "frappe/templates/standard_print.html"
NOT_PRINTED = (
	"Section Break",
	"Column Break",
	"Tab Break",
	"Fold",
	"Button",
	"HTML",
	"Heading",
	"Table MultiSelect",
)
RICH = ("Small Text", "Text", "Long Text", "Text Editor", "HTML Editor", "Markdown Editor")


def get_context(context) -> dict:
	"""Print the document that the request names."""
	values = frappe.form_dict
	if not (values.doctype and values.name) and not values.doc:
		return {"body": _("Parameters doctype and name required"), "print_style": "", "title": _("Error")}
	from frappe.api import hiding_existence

	with hiding_existence(values.doctype):
		doc = values.doc or frappe.get_doc(values.doctype, values.name)
		settings = frappe.parse_json(values.settings) if values.settings else {}
		print_format = get_print_format_doc(values.get("format"), meta=doc.meta)
		body = get_rendered_template(
			doc,
			print_format=print_format,
			meta=doc.meta,
			no_letterhead=values.no_letterhead,
			letterhead=values.letterhead,
			settings=settings,
		)
	return {
		"body": body,
		"print_style": get_print_style(values.style, print_format),
		"title": strip_html(str(doc.get_title() or doc.name)),
		"lang": frappe.local.lang,
	}


def get_print_format_doc(print_format_name: str | None, meta):
	"""The Print Format of that name, the DocType's own, or None for the standard one."""
	name = print_format_name or meta.default_print_format or "Standard"
	if name != "Standard":
		with suppress(frappe.DoesNotExistError):
			return frappe.get_cached_doc("Print Format", name)
	return None


def get_rendered_template(
	doc,
	print_format=None,
	meta=None,
	no_letterhead=None,
	letterhead: str | None = None,
	trigger_print: bool = False,
	settings: dict | None = None,
) -> str:
	"""HTML of the document in the print format, or in the standard one. Raises PermissionError."""
	usual, meta = frappe.get_cached_doc("Print Settings").as_dict(), meta or doc.meta
	print_settings = _dict({**usual, **(settings or {})})
	is_checked = not frappe.flags.ignore_print_permissions
	if is_checked:
		validate_print_permission(doc)
	validate_print_for_state(doc, meta, print_settings)
	doc.run_method("before_print", print_settings)
	no_letterhead = cint(not print_settings.with_letterhead) if no_letterhead is None else cint(no_letterhead)
	head = get_letter_head(doc, no_letterhead, letterhead)
	values = {
		"doc": doc,
		"meta": meta,
		"no_letterhead": no_letterhead,
		"trigger_print": cint(trigger_print),
		"letter_head": head.get("content"),
		"footer": head.get("footer"),
		"print_settings": print_settings,
		"lang": frappe.local.lang,
	}
	if print_format:
		return _render(get_print_format(doc.doctype, print_format), values)
	standard = {"layout": make_layout(doc, meta), "heading": _(doc.doctype), "status": _get_status(doc, meta)}
	return frappe.get_template(STANDARD_TEMPLATE).render({**values, **standard})


def validate_print_permission(doc) -> None:
	"""Refuse who may neither read nor print the document."""
	has_right = any(frappe.has_permission(doc.doctype, right, doc) for right in ("read", "print"))
	if not (has_right or frappe.has_website_permission(doc)):
		raise frappe.PermissionError(_("No {0} permission").format("print"))


def validate_print_for_state(doc, meta, print_settings) -> None:
	"""Drafts and cancelled documents are printed only where Print Settings say so."""
	if not meta.is_submittable:
		return
	if doc.docstatus == 0 and not cint(print_settings.allow_print_for_draft):
		frappe.throw(_("Not allowed to print draft documents"), frappe.PermissionError)
	if doc.docstatus == 2 and not cint(print_settings.allow_print_for_cancelled):
		frappe.throw(_("Not allowed to print cancelled documents"), frappe.PermissionError)


def get_print_format(doctype: str, print_format) -> str:
	"""The template of a print format: its own HTML, or the file beside the standard record."""
	if print_format.disabled:
		frappe.throw(_("Print Format {0} is disabled").format(print_format.name), frappe.DoesNotExistError)
	if cint(print_format.print_format_builder) or cint(print_format.print_format_builder_beta):
		raise NotImplementedError("print formats of the Print Format Builder")
	if print_format.html:
		return print_format.html
	name = frappe.scrub(print_format.name)
	module = print_format.module or frappe.get_meta(doctype).module
	path = Path(frappe.get_module_path(module, "print_format", name, f"{name}.html"))
	if not path.exists():
		frappe.throw(_("No template found at path: {0}").format(path), frappe.TemplateNotFoundError)
	return path.read_text(encoding="utf-8")


def _render(template: str, values: dict) -> str:
	try:
		return frappe.get_jenv().from_string(template).render(values)
	except Exception as error:
		line = _get_error_line(error)
		frappe.throw(
			_("Error in print format on line {0}: {1}").format(line, error),
			exc=frappe.PrintFormatError,
			title=_("Print Format Error"),
		)


def _get_error_line(error: Exception) -> int | None:
	lines = [
		frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"
	]
	return lines[-1] if lines else getattr(error, "lineno", None)


def get_letter_head(doc, no_letterhead, letterhead: str | None = None) -> dict:
	"""Head and foot of the paper: the named letter head, the document's, or the default one."""
	if no_letterhead:
		return {}
	name = letterhead if letterhead and letterhead != _("No Letterhead") else doc.get("letter_head")
	filters = {"name": name} if name else {"is_default": 1, "disabled": 0}
	found = frappe.db.get_value("Letter Head", filters, ["content", "footer"], as_dict=True) or {}
	return {key: frappe.render_template(text, {"doc": doc.as_dict()}) for key, text in found.items() if text}


def get_print_style(style: str | None = None, print_format=None, for_legacy: bool = False) -> str:
	"""Style sheet of the Print Style and of the print format."""
	style = style or frappe.db.get_single_value("Print Settings", "print_style")
	css = style and frappe.db.get_value("Print Style", style, "css")
	return "\n".join(filter(None, [css, print_format and print_format.css]))


# The standard print format


def _get_status(doc, meta) -> str:
	if not meta.is_submittable:
		return ""
	if doc.docstatus == 0:
		return _("DRAFT") if cint(frappe.db.get_single_value("Print Settings", "add_draft_heading")) else ""
	return _("CANCELLED") if doc.docstatus == 2 else ""


def make_layout(doc, meta) -> list[dict]:
	"""What is printed, from top to bottom: groups of fields with their values, and tables with their rows."""
	layout = []
	for block in filter(None, (_make_block(doc, df) for df in meta.fields if is_visible(df, doc))):
		if "rows" in block:
			layout.append(block)
		elif layout and "fields" in layout[-1]:
			layout[-1]["fields"].append(block)
		else:
			layout.append({"fields": [block]})
	return layout


def is_visible(df, doc) -> bool:
	"""Is the field printed, and may the user read it?"""
	if df.fieldtype in NOT_PRINTED or cint(df.print_hide) or cint(df.hidden):
		return False
	return not cint(df.permlevel) or doc.has_permlevel_access_to(df.fieldname)


def _make_block(doc, df) -> dict | None:
	if df.fieldtype == "Table":
		return _make_table(doc, df) if doc.get(df.fieldname) else None
	value = doc.get(df.fieldname)
	if value in (None, "") or (df.fieldtype == "Check" and not value):
		return None
	return {"fieldname": df.fieldname, "label": _(df.label or ""), "value": _get_value(doc, df, doc)}


def _make_table(doc, df) -> dict:
	fields = [
		field
		for field in frappe.get_meta(df.options).fields
		if cint(field.in_list_view) and field.fieldtype != "Table" and is_visible(field, doc)
	]
	rows = [[_get_value(row, field, doc) for field in fields] for row in doc.get(df.fieldname)]
	columns = [_(field.label or "") for field in fields]
	return {"fieldname": df.fieldname, "columns": columns, "rows": rows}


def _get_value(row, df, doc) -> str:
	"""The value as HTML; texts may carry some of their own."""
	if df.fieldtype == "Check":
		return _("Yes") if row.get(df.fieldname) else ""
	text = str(row.get_formatted(df.fieldname, doc) or "")
	return sanitize_html(text) if df.fieldtype in RICH else escape_html(text)
