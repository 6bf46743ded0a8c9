"""The PDF of a document as a download."""

import frappe
from frappe.www.printview import validate_print_permission


@frappe.whitelist(allow_guest=True)
def download_pdf(
	doctype: str, name: str, format=None, doc=None, no_letterhead=0, language=None, letterhead=None
) -> None:
	"""Send the PDF to whoever may print the document."""
	doc = doc or frappe.get_doc(doctype, name)
	validate_print_permission(doc)
	frappe.local.lang = language or frappe.local.lang
	options = {"doc": doc, "as_pdf": True, "letterhead": letterhead, "no_letterhead": no_letterhead}
	content = frappe.get_print(doctype, name, format, **options)
	file_name = f"{str(name).replace(' ', '-').replace('/', '-')}.pdf"
	frappe.local.response.update({"type": "pdf", "filename": file_name, "filecontent": content})
