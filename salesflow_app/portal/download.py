"""The client's copy of a document as PDF. Portal users have no right to print, so this is the way."""

import frappe

from salesflow_app.clients import access
from salesflow_app.salesflow_app.workflows import sow, work_proposal

PRINT_FORMATS = {"Work Proposal": "Work Proposal", "SOW": "SOW"}
READABLE_STATES = (*work_proposal.CLIENT_VISIBLE, *sow.CLIENT_VISIBLE, sow.TERMINATED)


@frappe.whitelist(methods=["GET"])
def pdf(doctype: str, name: str) -> None:
	"""Send the PDF of a proposal or SOW that the client may see; what was replaced is not there any more."""
	doc = access.get_visible(doctype, name)
	if doctype not in PRINT_FORMATS or doc.workflow_state not in READABLE_STATES:
		access.raise_not_found(doctype, name)
	frappe.response.update(
		{
			"type": "download",
			"content_type": "application/pdf",
			"filename": f"{name.replace(' ', '-').replace('/', '-')}.pdf",
			"filecontent": render_pdf(doc),
		}
	)


def render_pdf(doc) -> bytes:
	"""The PDF in our print format, also where the site prints no drafts: what was sent is no draft."""
	before = frappe.flags.ignore_print_permissions
	frappe.flags.ignore_print_permissions = True  # the caller checked that the client may see it
	frappe.form_dict.settings = frappe.as_json({"allow_print_for_draft": 1, "allow_print_for_cancelled": 1})
	try:
		return frappe.get_print(doc.doctype, doc.name, PRINT_FORMATS[doc.doctype], doc=doc, as_pdf=True)
	finally:
		frappe.flags.ignore_print_permissions = before
		frappe.form_dict.pop("settings", None)
