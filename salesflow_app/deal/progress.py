"""The progress log of an Opportunity: who reported what, and the mail to the team where it is shared."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, getdate, now_datetime

from salesflow_app.documents.dates import validate_happened
from salesflow_app.mails.progress_shared import send_progress_shared

CONTENT = ("activity", "note", "share")


def validate_own_rows(doc: Document) -> None:
	"""Everybody writes, shares and deletes only what they reported themselves."""
	rows = {row.name: row for row in doc.get("salesflow_progress") or []}
	for name, old in _get_known_rows(doc).items():
		is_others = old.reported_by not in (None, "", frappe.session.user)
		if is_others and (name not in rows or _get_content(rows[name]) != _get_content(old)):
			frappe.throw(
				_(
					"Opportunity {0}, Progress Log, row {1} was reported by {2}: only they can change it. "
					"Add a row of your own."
				).format(doc.name, old.idx, frappe.utils.get_fullname(old.reported_by)),
				frappe.PermissionError,
			)


def _get_content(row: Document) -> tuple[str, ...]:
	day = cstr(getdate(row.progress_date)) if row.progress_date else ""
	return (day, *(cstr(row.get(fieldname) or "") for fieldname in CONTENT))


def stamp(doc: Document) -> None:
	"""Record who reported a row and when it was shared, whatever the caller sent."""
	known = _get_known_rows(doc)
	for row in doc.get("salesflow_progress") or []:
		old = known.get(row.name)
		if not old or old.progress_date != row.progress_date:
			validate_happened(doc, row.progress_date, _("Progress Log, row {0}, Date").format(row.idx))
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
