"""The company's master texts in use: which one applies to a document."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.salesflow_app.workflows import master_document as states

MASTER = "Salesflow Master Document"


def get_approved(kind: str, variant: str = "", language: str | None = None) -> Document | None:
	"""The approved master of the kind and variant, in the first of these languages that has one:
	the given one, the site's, English, any."""
	rows = frappe.get_all(
		"Salesflow Master Document",
		{"kind": kind, "variant": ("in", ("", variant)), "workflow_state": states.APPROVED},
		["name", "variant", "language"],
		order_by="creation asc",
	)
	wanted = [language, frappe.db.get_single_value("System Settings", "language"), "en"]
	rows.sort(key=lambda row: (row.variant != variant, _get_rank(row.language, wanted)))
	return frappe.get_doc("Salesflow Master Document", rows[0].name) if rows else None


def _get_rank(language: str, wanted: list[str | None]) -> int:
	return wanted.index(language) if language in wanted else len(wanted)


def get_master_for(doc: Document) -> Document:
	"""The master that applies to a Work Proposal or SOW. Raises ValidationError where none is approved."""
	variant = doc.get("variant") or ""
	master = get_approved(doc.doctype, variant, get_language(doc))
	if not master:
		frappe.throw(
			_(
				"{0}: no Master Document of kind {1} {2} is approved. Create and approve one, or approve the draft."
			).format(_(doc.doctype), _(doc.doctype), _(variant))
		)
	return master


def get_language(doc: Document) -> str | None:
	"""The client's language."""
	doctype, name = _get_party(doc)
	if doctype not in ("Customer", "Lead") or not name:
		return None
	return frappe.db.get_value(doctype, name, "language")


def _get_party(doc: Document) -> tuple[str | None, str | None]:
	if doc.get("proposal_to"):
		return doc.proposal_to, doc.party_name
	return "Customer", doc.get("customer")
