"""The PDF of a Work Proposal, for the mail to the client. The portal prints its own."""

import frappe
from frappe.model.document import Document

from salesflow_app.clients.pdf import render_pdf

PRINT_FORMAT = "Work Proposal"


def make_pdf(proposal: Document) -> bytes | None:
	"""The PDF as the proposal is now; None where the site has no such print format or cannot print.

	A failed print stops nothing: it is noted in the Error Log, and the portal offers the PDF too.
	"""
	if not frappe.db.exists(
		"Print Format", {"name": PRINT_FORMAT, "doc_type": proposal.doctype, "disabled": 0}
	):
		return None
	messages = len(frappe.local.message_log)
	try:
		return render_pdf(proposal)
	except Exception:
		del frappe.local.message_log[messages:]
		frappe.log_error(title=f"PDF of Work Proposal {proposal.name} was not made", defer_insert=True)
		return None
