"""The progress log of an Opportunity: who reported what, and the mail to the team where it is shared."""

import hashlib

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, format_date, getdate, now_datetime, today

from salesflow_app.deal.next_date import read_day
from salesflow_app.documents.dates import validate_happened
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.mails.progress_shared import send_progress_shared

CONTENT = ("activity", "note", "share")


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def add(
	opportunity: str,
	note: str,
	activity: str = "Call",
	next_date: str | None = None,
	in_negotiation: str | int = 0,
	share: str | int = 0,
	key: str | None = None,
) -> dict:
	"""Add a row to the progress log, as the dialog does; with the same `key`, once. Returns what is shared and next.

	An empty `next_date` leaves a date that is still to come. Raises PermissionError, ValidationError.
	"""
	doc = frappe.get_doc("Opportunity", opportunity)
	doc.check_permission("write")
	row_name = _get_row_name(doc, key)
	if not any(row.name == row_name for row in doc.salesflow_progress):
		_append(doc, row_name, {"activity": activity, "note": (note or "").strip(), "share": cint(share)})
		doc.salesflow_in_negotiation = cint(in_negotiation)
		doc.salesflow_next_date = _get_next_date(doc, next_date)
		doc.save()
	return {"name": doc.name, "next_date": doc.salesflow_next_date, "shared": cint(share)}


def _append(doc: Document, name: str, values: dict) -> None:
	if not values["note"]:
		frappe.throw(
			_("Opportunity {0}: write what happened into {1}.").format(doc.name, frappe.bold(_("Progress")))
		)
	doc.append("salesflow_progress", {"progress_date": today(), **values}).name = name


def _get_row_name(doc: Document, key: str | None) -> str:
	"""The name of the row that this dialog makes, so that sending it twice makes no second one."""
	parts = (doc.name, frappe.session.user, key or frappe.generate_hash())
	return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def _get_next_date(doc: Document, given: str | None) -> str | None:
	"""What was reported settles a date that has come; a new one is of a day to come."""
	if given and read_day(given) < getdate(today()):
		frappe.throw(
			_(
				"Opportunity {0}, {1}: {2} has passed. Enter the day of your next step, or leave it empty."
			).format(doc.name, frappe.bold(_("Next Date")), format_date(given))
		)
	known = doc.salesflow_next_date
	return given or (known if known and getdate(known) > getdate(today()) else None)


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
