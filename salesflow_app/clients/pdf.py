"""The PDF of a document that a client reads: on their page, with our mail, and from the desk."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe.model.document import Document
from pypdf import PdfReader, PdfWriter

from salesflow_app import settings
from salesflow_app.clients import paper

PRINT_FORMATS = {
	"Work Proposal": "Work Proposal",
	"SOW": "SOW",
	"Contract": "Salesflow MSA",
	"Sales Invoice": "Deal Invoice",
	"Payment Entry": "Payment Receipt",
	"Journal Entry": "Journal Receipt",
}
GENERATOR = "salesflow"
"""What `pdf_generator` of our print formats says: Frappe then asks its hook of that name."""


def get_print_format(doc: Document) -> str | None:
	"""What a document for the client is printed in. None is the site's own, of invoices that belong to no deal."""
	if doc.doctype != "Sales Invoice":
		return PRINT_FORMATS[doc.doctype]
	is_of_deal = doc.get("salesflow_sow") or doc.get("salesflow_payment_milestone")
	return (
		(settings.get_settings().invoice_print_format or PRINT_FORMATS[doc.doctype]) if is_of_deal else None
	)


def render_pdf(doc: Document) -> bytes:
	"""The PDF in our print format, even where the site prints no drafts: what was sent is not a draft.

	Raises ValidationError where the document is too long, or the server cannot make PDFs.
	"""
	print_format = get_print_format(doc)
	with _printing_for_client(print_format):
		return frappe.get_print(
			doc.doctype,
			doc.name,
			print_format,
			doc=doc,
			as_pdf=True,
			letterhead=frappe.get_cached_value("Company", doc.company, "default_letter_head"),
		)


@contextmanager
def _printing_for_client(print_format: str | None) -> Iterator[None]:
	"""Within it, Frappe prints whatever it is given, with the generator of this format, and commits nothing."""
	before = frappe.flags.ignore_print_permissions, frappe.flags.read_only
	asked = {key: frappe.form_dict.pop(key, None) for key in ("settings", "pdf_generator")}
	frappe.flags.ignore_print_permissions = True  # the caller checked that the client may see it
	frappe.flags.read_only = True  # v15 would commit the caller's transaction with its Access Log
	frappe.form_dict.settings = frappe.as_json({"allow_print_for_draft": 1, "allow_print_for_cancelled": 1})
	if print_format:  # else Frappe goes on with the generator of the document that was printed before
		generator = frappe.db.get_value("Print Format", print_format, "pdf_generator", cache=True)
		frappe.form_dict.pdf_generator = generator or "wkhtmltopdf"
	try:
		yield
	finally:
		frappe.flags.ignore_print_permissions, frappe.flags.read_only = before
		for key, value in asked.items():
			frappe.form_dict.pop(key, None)
			if value is not None:
				frappe.form_dict[key] = value


def generate(
	html: str, options: dict | None = None, output: PdfWriter | None = None, **_frappe
) -> bytes | PdfWriter | None:
	"""Hook `pdf_generator`: the PDF of a page that our print formats made, None for all others."""
	if not paper.is_paper(html):
		return None
	content = paper.make_pdf(html)
	if output is not None:
		output.append_pages_from_reader(PdfReader(io.BytesIO(content)))
		return output
	return _lock(content, options["password"]) if (options or {}).get("password") else content


def _lock(content: bytes, password: str) -> bytes:
	writer, stream = PdfWriter(clone_from=io.BytesIO(content)), io.BytesIO()
	writer.encrypt(password)
	writer.write(stream)
	return stream.getvalue()


@frappe.whitelist(allow_guest=True)  # as Frappe's own: it asks for a right or a key itself
def download_pdf(
	doctype: str,
	name: str,
	format: str | None = None,
	doc: str | None = None,
	no_letterhead: str | int = 0,
	language: str | None = None,
	letterhead: str | None = None,
	pdf_generator: str | None = None,
) -> None:
	"""The desk's PDF button. Frappe 16 does not read the generator of the print format here, and refuses ours by name."""
	from frappe.utils.print_format import download_pdf as download

	format = format or frappe.get_meta(doctype).default_print_format
	if format and frappe.get_cached_value("Print Format", format, "pdf_generator") == GENERATOR:
		frappe.form_dict.pdf_generator, pdf_generator = GENERATOR, None
	options = {"pdf_generator": pdf_generator} if pdf_generator else {}
	download(doctype, name, format, doc, no_letterhead, language, letterhead, **options)
