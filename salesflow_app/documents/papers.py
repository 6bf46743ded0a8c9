"""Files that prove something: papers of a shipment, evidence of a milestone."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

KINDS = "pdf png jpg jpeg gif webp tif tiff heic doc docx odt xls xlsx ods csv ppt pptx odp txt eml msg zip".split()
"""Endings of what people keep as a paper. Pages and programs that run when they are opened are none."""


def validate_paper(doc: Document, row: Document) -> None:
	"""Refuse an attachment that is empty, or no paper. What a link leads to cannot be looked at, so links are taken."""
	if row.attachment.startswith(("http://", "https://")):
		return
	filters = {"file_url": row.attachment, "is_folder": 0}
	file = frappe.db.get_value("File", filters, ["file_name", "file_size"], as_dict=True)
	problem = _find_problem(file) if file else None
	if problem:
		frappe.throw(
			_("{0} {1}, {2}, row {3}: {4} {5}. Attach the paper itself, as a PDF for example.").format(
				_(doc.doctype),
				doc.name or _("(new)"),
				_(doc.meta.get_label(row.parentfield)),
				row.idx,
				frappe.bold(escape_html(file.file_name or "")),
				problem,
			)
		)


def _find_problem(file: frappe._dict) -> str | None:
	if not file.file_size:
		return _("is empty")
	if (file.file_name or "").rpartition(".")[2].lower() not in KINDS:
		return _("is not a paper")
	return None
