"""Fields that only the server writes: read-only, not copied. REST and imports may send anything in them."""

from frappe.model.document import Document

from salesflow_app.documents.acts import get_act
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE


def keep_server_fields(doc: Document) -> None:
	"""Restore what only the server writes. Call it first in `validate`.

	The app's own code writes these fields afterwards, with `db_set`, or under `system_act` / `client_act`.
	"""
	if get_act(doc):
		return
	before = doc.get_doc_before_save()
	for df in _get_server_fields(doc):
		doc.set(df.fieldname, before.get(df.fieldname) if before else df.default)


def forget_server_fields(doc: Document) -> None:
	"""Clear what only the server writes in an amended document, before Frappe checks its links.

	The desk's Amend copies every field of the old document, even its cancelled Quotation.
	"""
	for df in _get_server_fields(doc):
		doc.set(df.fieldname, None)


def _get_server_fields(doc: Document) -> list:
	kept = (BY_DOCTYPE[doc.doctype].state_field, "amended_from")
	return [df for df in doc.meta.fields if df.read_only and df.no_copy and df.fieldname not in kept]
