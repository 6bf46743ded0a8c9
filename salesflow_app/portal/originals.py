"""What a page or print shows of a document: the original of what was sent, never what its fields say since then."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.evidence import frozen
from salesflow_app.portal.people_view import get_contact
from salesflow_app.salesflow_app.workflows import sow


def get_shown(doc: Document) -> Document:
	"""The original of what was approved or sent; a draft as it is. Raises RecordError."""
	return frozen.get_original(doc) if is_frozen(doc) else doc


def is_frozen(doc: Document) -> bool:
	"""Was this content approved or sent? A SOW that is revised keeps the hash of what was sent before."""
	if doc.doctype == "SOW":
		return doc.workflow_state in (*sow.CLIENT_VISIBLE, sow.TERMINATED)
	return bool(doc.get("content_hash"))


def tell_mismatch(doc: Document) -> str:
	"""The sentence for whoever wants to read it; staff find it in the Error Log."""
	frappe.log_error(f"{doc.doctype} {doc.name} differs from its record", defer_insert=True)
	contact = get_contact(doc)
	return _(
		"{0} {1} is not shown, because what is stored differs from the record of what was sent. Please contact {2}."
	).format(_(doc.doctype), doc.name, contact["email"] if contact else _("us"))
