"""The client's copy of a document as PDF. Portal users have no right to print, so this is the way."""

import frappe

from salesflow_app.clients import access
from salesflow_app.clients.pdf import PRINT_FORMATS
from salesflow_app.sealing.copies import get_client_pdf

READABLE_STATES = (
	*access.VISIBLE_STATES["Work Proposal"],
	*access.VISIBLE_STATES["SOW"],
	*access.VISIBLE_STATES["Contract"],
)


@frappe.whitelist(methods=["GET"])
def pdf(doctype: str, name: str) -> None:
	"""Send the PDF of a proposal, a SOW, an MSA or an invoice that the client may see."""
	doc = access.get_visible(doctype, name)
	is_readable = doctype == "Sales Invoice" or doc.get("workflow_state") in READABLE_STATES
	if doctype not in PRINT_FORMATS or not is_readable:
		access.raise_not_found(doctype, name)
	frappe.response.update(
		{
			"type": "download",
			"content_type": "application/pdf",
			"filename": f"{name.replace(' ', '-').replace('/', '-')}.pdf",
			"filecontent": get_client_pdf(doc),
		}
	)
