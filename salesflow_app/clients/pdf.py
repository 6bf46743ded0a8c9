"""The PDF of a document that a client reads: on their page, and with our mail."""

import frappe
from frappe.model.document import Document

PRINT_FORMATS = {"Work Proposal": "Work Proposal", "SOW": "SOW"}


def render_pdf(doc: Document) -> bytes:
	"""The PDF in our print format, even where the site prints no drafts: what was sent is not a draft."""
	before = frappe.flags.ignore_print_permissions, frappe.flags.read_only
	frappe.flags.ignore_print_permissions = True  # the caller checked that the client may see it
	frappe.flags.read_only = True  # v15 would commit the caller's transaction with its Access Log
	frappe.form_dict.settings = frappe.as_json({"allow_print_for_draft": 1, "allow_print_for_cancelled": 1})
	try:
		return frappe.get_print(
			doc.doctype,
			doc.name,
			PRINT_FORMATS[doc.doctype],
			doc=doc,
			as_pdf=True,
			letterhead=frappe.get_cached_value("Company", doc.company, "default_letter_head"),
		)
	finally:
		frappe.flags.ignore_print_permissions, frappe.flags.read_only = before
		frappe.form_dict.pop("settings", None)
