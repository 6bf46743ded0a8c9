"""The progress log of an Opportunity: who reported what, and the mail to the team where it is shared."""

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

from salesflow_app.mails.progress_shared import send_progress_shared


def stamp(doc: Document) -> None:
	"""Record who reported a row and when it was shared, whatever the caller sent."""
	known = _get_known_rows(doc)
	for row in doc.get("salesflow_progress") or []:
		old = known.get(row.name)
		row.reported_by = old.reported_by if old else frappe.session.user
		row.shared_on = old.shared_on if old else None
		if row.share and not row.shared_on:
			row.shared_on = now_datetime()


def share(doc: Document) -> None:
	"""Send one mail for each row that was shared with this save."""
	known = _get_known_rows(doc)
	for row in doc.get("salesflow_progress") or []:
		old = known.get(row.name)
		if row.shared_on and not (old and old.shared_on):
			send_progress_shared(doc, row)


def _get_known_rows(doc: Document) -> dict[str, Document]:
	before = doc.get_doc_before_save()
	return {row.name: row for row in (before.get("salesflow_progress") or [])} if before else {}
