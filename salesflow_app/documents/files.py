"""Files on our documents: private, kept as they were when the document was bound, never a client's way in.

Frappe itself keeps the files of a signed SOW and a sent proposal from being deleted (`protect_attached_files`).
"""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.compat import get_no_objection
from salesflow_app.documents.outsiders import is_of_deal, is_ours
from salesflow_app.people.accounts import is_outsider

BOUND = {
	"Contract": "salesflow_sent_on",
	"SOW": "docstatus",
	"Work Proposal": "docstatus",
	"Payment Milestone": "accepted_on",
	"Salesflow Offline Answer": "confirmed_on",
}
"""The field that says that a document's files are part of what was agreed."""
FINAL = ("Payment Milestone", "Salesflow Offline Answer")
KEPT = ("is_private", "file_url", "file_name", "content_hash", "attached_to_doctype", "attached_to_name")


def validate_file(file: Document) -> None:
	if file.is_folder:
		return
	if is_outsider():
		validate_not_on_deal(file)
		validate_not_copied(file)
	validate_private(file)
	validate_unchanged(file)


def validate_not_on_deal(file: Document) -> None:
	"""Frappe lets every login attach files to any document by REST."""
	if is_of_deal(file.attached_to_doctype):
		frappe.throw(
			_("Files are attached to {0} by our staff only. Please send it to us.").format(
				_(file.attached_to_doctype)
			),
			frappe.PermissionError,
		)


def validate_not_copied(file: Document) -> None:
	"""Whoever owns a File may read what its address points to. For a new one, `has_permission` asks."""
	if not file.is_new() and file.has_value_changed("file_url") and is_of_others(file):
		frappe.throw(
			_("File {0} belongs to somebody else. Upload your own.").format(
				frappe.utils.escape_html(file.file_name or "")
			),
			frappe.PermissionError,
		)


def is_of_others(file: Document) -> bool:
	"""Does the address lead to a private file that this user did not upload?"""
	if not (file.file_url or "").lstrip("/").startswith("private/"):
		return False
	others = {
		"file_url": file.file_url,
		"name": ("!=", file.name or ""),
		"owner": ("!=", frappe.session.user),
	}
	return bool(frappe.db.exists("File", others))


def validate_private(file: Document) -> None:
	"""A public file is read by whoever knows or guesses its address."""
	if not file.is_private and is_ours(file.attached_to_doctype):
		frappe.throw(
			_("File {0} on {1} {2}, Is Private: files of a deal are private. Tick it.").format(
				frappe.utils.escape_html(file.file_name or ""),
				_(file.attached_to_doctype),
				file.attached_to_name,
			)
		)


def validate_unchanged(file: Document) -> None:
	before = file.get_doc_before_save()
	if before and is_bound(before) and any(str(file.get(key)) != str(before.get(key)) for key in KEPT):
		frappe.throw(
			_(
				"File {0} is part of {1} {2}, which was agreed, so it stays as it is. Attach a new one."
			).format(
				frappe.utils.escape_html(before.file_name),
				_(before.attached_to_doctype),
				before.attached_to_name,
			)
		)


def is_sealed(file: Document) -> bool:
	"""Is it the sealed PDF of a document? Asked before Frappe takes the file from the disk."""
	if file.attached_to_doctype not in BOUND or not file.file_url:
		return False
	named = {"reference_doctype": file.attached_to_doctype, "reference_name": file.attached_to_name}
	return bool(frappe.db.exists("Salesflow Evidence Entry", {**named, "file_url": file.file_url}))


def is_bound(file: Document) -> bool:
	fieldname = BOUND.get(file.attached_to_doctype or "")
	return bool(fieldname) and bool(
		frappe.db.get_value(file.attached_to_doctype, file.attached_to_name, fieldname)
	)


def has_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""Outsiders make no File of somebody else's address: asked before Frappe reads what is there.

	Nobody deletes a sealed PDF, or files of an accepted milestone or offline answer, which Frappe does not know to be final.
	"""
	if ptype == "create" and is_outsider() and is_of_others(doc):
		return False
	if ptype == "delete" and doc.attached_to_doctype in FINAL and is_bound(doc):
		return False
	if ptype == "delete" and is_sealed(doc):
		return False
	return get_no_objection()
