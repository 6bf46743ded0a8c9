"""Papers a shipment needs before it is cleared: which ones, and that they are attached."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, now_datetime

from salesflow_app.documents.papers import validate_paper
from salesflow_app.settings import get_settings
from salesflow_app.sow.need import get_item_groups


def add_needed_papers(note: Document) -> None:
	"""Add the papers that Salesflow Settings ask for and the Delivery Note does not list yet."""
	listed = {row.paper for row in note.salesflow_papers}
	for paper in get_needed_papers(note):
		if paper not in listed:
			note.append("salesflow_papers", {"paper": paper})


def get_needed_papers(note: Document) -> list[str]:
	"""Papers of each row that fits the customer and an item group of the shipment; an empty cell fits all."""
	rules = get_settings().papers
	if not rules:
		return []
	groups = set()
	if any(rule.item_group for rule in rules):
		groups = get_item_groups({item.item_group for item in note.items})
	fits = (
		rule.paper
		for rule in rules
		if rule.customer in (None, "", note.customer) and (not rule.item_group or rule.item_group in groups)
	)
	return list(dict.fromkeys(fits))


def stamp_uploads(note: Document) -> None:
	"""Note who attached the file of a paper, and when; whatever was sent in these fields is ignored."""
	before = note.get_doc_before_save()
	known = {row.name: row for row in before.salesflow_papers} if before else {}
	for row in note.salesflow_papers:
		old = known.get(row.name)
		is_same = bool(old) and old.attachment == row.attachment
		row.uploaded_by, row.uploaded_on = (old.uploaded_by, old.uploaded_on) if is_same else (None, None)
		if row.attachment and not is_same:
			_validate_file(note, row)
			row.uploaded_by, row.uploaded_on = frappe.session.user, now_datetime()


def _validate_file(note: Document, row: Document) -> None:
	if not frappe.db.exists("File", {"file_url": row.attachment, "is_folder": 0}):
		frappe.throw(
			_(
				"Delivery Note {0}, {1}, row {2}: {3} is not an uploaded file. Attach the paper in this row."
			).format(
				note.name or _("(new)"), _("Papers Needed"), row.idx, frappe.bold(escape_html(row.attachment))
			)
		)
	validate_paper(note, row)


def validate_complete(note: Document) -> None:
	"""Refuse to go on while a paper is missing; names them all."""
	files = {row.attachment for row in note.salesflow_papers if row.attachment}
	stored = set(frappe.get_all("File", {"file_url": ("in", files)}, pluck="file_url")) if files else set()
	missing = [row.paper for row in note.salesflow_papers if row.attachment not in stored]
	listed = {row.paper for row in note.salesflow_papers}
	missing += [paper for paper in get_needed_papers(note) if paper not in listed]
	if missing:
		frappe.throw(
			_("Delivery Note {0}: these papers are missing: {1}. Attach them under {2}.").format(
				note.name, frappe.bold(escape_html(", ".join(missing))), _("Papers Needed")
			),
			title=_("Papers Missing"),
		)
