"""The printed document: `/printview?doctype=...&name=...&format=...`, and the HTML behind every PDF."""

from pathlib import Path

import frappe
from frappe import _, _dict
from frappe.api import hiding_existence
from frappe.utils import cint, strip_html

no_cache = 1
STANDARD = Path(__file__).parents[1] / "templates" / "standard_print.html"


def get_context(context) -> dict:
	"""Print the document that the request names."""
	values = frappe.form_dict
	if not (values.doctype and values.name) and not values.doc:
		return {"body": _("Parameters doctype and name required"), "print_style": "", "title": _("Error")}
	with hiding_existence(values.doctype):
		doc = values.doc or frappe.get_doc(values.doctype, values.name)
		settings = frappe.parse_json(values.settings) if values.settings else {}
		print_format = get_print_format_doc(values.get("format"), meta=doc.meta)
		body = get_rendered_template(doc, print_format, values.no_letterhead, settings=settings)
	return {
		"body": body,
		"print_style": print_format.css or "",
		"title": strip_html(str(doc.get_title() or doc.name)),
		"lang": frappe.local.lang,
	}


def get_print_format_doc(print_format_name: str | None, meta):
	"""The Print Format of that name, or the DocType's own, else a plain list of the fields."""
	name = print_format_name or meta.default_print_format or "Standard"
	if name == "Standard":
		return _dict(html=STANDARD.read_text("utf-8"))
	return frappe.get_cached_doc("Print Format", name)


def get_rendered_template(doc, print_format, no_letterhead=None, settings: dict | None = None) -> str:
	"""HTML of the document in the print format. Raises PermissionError."""
	usual = frappe.get_cached_doc("Print Settings").as_dict()
	print_settings = _dict({**usual, **(settings or {})})
	if not frappe.flags.ignore_print_permissions:
		validate_print_permission(doc)
	validate_print_for_state(doc, print_settings)
	doc.run_method("before_print", print_settings)
	values = {
		"doc": doc,
		"meta": doc.meta,
		"no_letterhead": cint(no_letterhead),
		"print_settings": print_settings,
		"lang": frappe.local.lang,
	}
	return _render(get_print_format(doc.doctype, print_format), values)


def validate_print_permission(doc) -> None:
	"""Refuse who may neither read nor print the document."""
	has_right = any(frappe.has_permission(doc.doctype, right, doc) for right in ("read", "print"))
	if not (has_right or frappe.has_website_permission(doc)):
		raise frappe.PermissionError(_("No {0} permission").format("print"))


def validate_print_for_state(doc, print_settings) -> None:
	"""Drafts and cancelled documents are printed only where Print Settings say so."""
	if not doc.meta.is_submittable:
		return
	if doc.docstatus == 0 and not cint(print_settings.allow_print_for_draft):
		frappe.throw(_("Not allowed to print draft documents"), frappe.PermissionError)
	if doc.docstatus == 2 and not cint(print_settings.allow_print_for_cancelled):
		frappe.throw(_("Not allowed to print cancelled documents"), frappe.PermissionError)


def get_print_format(doctype: str, print_format) -> str:
	"""The template of a print format: its own HTML, or the file beside the standard record."""
	if print_format.disabled:
		frappe.throw(_("Print Format {0} is disabled").format(print_format.name), frappe.DoesNotExistError)
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
		message = _("Error in print format on line {0}: {1}").format(getattr(error, "lineno", None), error)
		frappe.throw(message, exc=frappe.PrintFormatError, title=_("Print Format Error"))
