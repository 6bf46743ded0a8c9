"""The company's master texts in use: which one applies to a document."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.salesflow_app.workflows import master_document as states
from salesflow_app.salesflow_app.workflows import sow, work_proposal

MASTER = "Salesflow Master Document"
VISIBLE = {"SOW": sow.CLIENT_VISIBLE, "Work Proposal": work_proposal.CLIENT_VISIBLE}
"""States in which the client reads the text, so that it stays as it is."""


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


# A newer version


def get_newer(doc: Document) -> dict | None:
	"""The approved master that has taken the place of the one a document was drafted from; None where none has.

	`mine` and `approved` are version numbers; `mine` is 0 where a person wrote all of the text.
	"""
	if not doc.get("master_document"):
		return None
	variant = doc.get("variant") or ""
	master = get_approved(doc.doctype, variant, get_language(doc))
	if not master or master.name == doc.master_document:
		return None
	return {"title": master.title, "approved": master.version, "mine": doc.master_version}


def tell_form(doc: Document) -> None:
	"""Tell the form of a document that was not sent yet that its master has moved on."""
	visible = VISIBLE[doc.doctype]
	if not doc.is_new() and doc.docstatus == 0 and doc.workflow_state not in visible:
		doc.set_onload("salesflow_newer_master", get_newer(doc))
