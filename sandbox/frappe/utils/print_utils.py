"""Prints documents: as HTML, as PDF, and as an attachment of a mail."""

import frappe
from frappe.utils import cint


def get_print(
	doctype: str | None = None,
	name: str | None = None,
	print_format: str | None = None,
	style: str | None = None,
	as_pdf: bool = False,
	doc=None,
	output=None,
	no_letterhead: int = 0,
	password: str | None = None,
	pdf_options: dict | None = None,
	letterhead: str | None = None,
) -> str | bytes:
	"""The document in a print format: HTML, or a PDF. Raises PermissionError for who may not print it."""
	from frappe.utils.pdf import get_pdf
	from frappe.website.serve import get_response_content

	values = {"doctype": doctype, "name": name, "format": print_format, "doc": doc}
	frappe.local.form_dict.update(values, no_letterhead=no_letterhead)
	html = get_response_content("printview")
	if not as_pdf:
		return html
	return get_pdf(html, options={**(pdf_options or {}), "password": password}, output=output)


def attach_print(
	doctype: str,
	name: str,
	file_name: str | None = None,
	print_format: str | None = None,
	style: str | None = None,
	html: str | None = None,
	doc=None,
	lang: str | None = None,
	print_letterhead: bool = True,
	password: str | None = None,
	letterhead: str | None = None,
) -> dict[str, str | bytes]:
	"""Name and content of the printed document, for a mail: a PDF, or HTML where Print Settings say so."""
	from frappe.utils.pdf import get_pdf

	before = frappe.local.lang
	frappe.local.lang = lang or before
	frappe.local.flags.ignore_print_permissions = True
	values = {"doc": doc, "no_letterhead": not print_letterhead}
	file_name = str(file_name or name).replace(" ", "").replace("/", "-")
	try:
		html = html or get_print(doctype, name, print_format, **values)
		if cint(frappe.db.get_single_value("Print Settings", "send_print_as_pdf")):
			return {"fname": f"{file_name}.pdf", "fcontent": get_pdf(html, {"password": password})}
		return {"fname": f"{file_name}.html", "fcontent": html.encode("utf-8")}
	finally:
		frappe.local.lang = before
		frappe.local.flags.ignore_print_permissions = False
