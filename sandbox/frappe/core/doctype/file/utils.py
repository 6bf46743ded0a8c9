"""Files of a document's own fields: each is attached to the document too."""

import frappe
from frappe.model import attachment_fieldtypes
from frappe.model.document import Document

PREFIXES = ("/files", "/private/files")


def attach_files_to_document(doc: Document, event: str | None = None) -> None:
	"""After each save: attach the files that the document's Attach fields name."""
	for df in doc.meta.get("fields", {"fieldtype": ("in", attachment_fieldtypes)}):
		url = doc.get(df.fieldname)
		if url and str(url).startswith(PREFIXES):
			_attach(doc, df.fieldname, url)


def _attach(doc: Document, fieldname: str, url: str) -> None:
	here = {"attached_to_name": doc.name, "attached_to_doctype": doc.doctype, "attached_to_field": fieldname}
	if frappe.db.exists("File", {"file_url": url, **here}):
		return
	for row in frappe.get_all("File", {"file_url": url}, ["name", "attached_to_name", "attached_to_doctype"]):
		if not row.attached_to_name and row.attached_to_doctype in (None, "", doc.doctype):
			frappe.db.set_value("File", row.name, {**here, "is_private": int(url.startswith("/private"))})
			return
	try:
		values = {"doctype": "File", "file_url": url, **here, "folder": "Home/Attachments"}
		frappe.get_doc(values).insert(ignore_permissions=True)  # whoever saves the document named the file
	except Exception:
		doc.log_error("Error Attaching File")
