"""The text of a draft: what its master says follows the document's fields, what a person wrote stays.

The server alone knows which is which: it compares what a save brings with what was there before.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.text import masters
from salesflow_app.text.rendering import render
from salesflow_app.text.rich_text import is_empty

FROM_MASTER, EDITED = "From the Master", "Edited"
DRAFTED = ("Work Proposal", "SOW")
CHOOSING = ("variant", "proposal_to", "party_name", "customer")
"""Fields that decide which master applies."""


def draft(doc: Document, annexes: dict[str, str] | None = None) -> None:
	"""Render anew what comes from the master of a Work Proposal or SOW. Call it in `validate` of a draft.

	A new document gets the whole text; so does one whose master is another now, or is asked for by `refresh`.
	`annexes` are fields of a SOW with text from other masters, which are never empty.
	"""
	before = _get_before(doc)
	if before and not before.master_document and not doc.flags.refresh_text:
		return
	master = _choose_master(doc, before)
	is_another = not before or before.master_document != master.name
	fills_empty = is_another or bool(doc.flags.refresh_text)
	rendered = render(master, doc)
	if doc.doctype == "SOW":
		_fill_fields(doc, before, get_texts(doc, rendered), fills_empty, annexes or {})
	else:
		_fill_sections(doc, before, rendered, fills_empty)
	_name_master(doc, master)


@frappe.whitelist(methods=["POST"])
def refresh(doctype: str, name: str, sections: list | str | None = None) -> None:
	"""Take the currently approved master into a draft Work Proposal or SOW; edited text and own sections stay.

	With `sections` (keys of `text/refreshing.py`), exactly these follow the master from now on, also where a person
	wrote them; all others stay as they are and follow it no longer. Raises PermissionError without write
	permission, ValidationError for a document that is not a draft.
	"""
	doc = get_draft(doctype, name, "write")
	doc.flags.refresh_text = True
	if sections is not None:
		doc.flags.refresh_sections = {str(key) for key in frappe.parse_json(sections)}
	doc.save()


def get_draft(doctype: str, name: str, right: str) -> Document:
	"""A document whose text can be refreshed; refuses any other, and users without the right."""
	if doctype not in DRAFTED:
		frappe.throw(_("{0}: only {1} take their text from a master.").format(_(doctype), ", ".join(DRAFTED)))
	doc = frappe.get_doc(doctype, name)
	doc.check_permission(right)
	_validate_is_draft(doc)
	return doc


def is_draft(doc: Document) -> bool:
	"""Does its state offer to refresh the text?"""
	return doc.workflow_state in _get_draft_states(doc)


def _get_draft_states(doc: Document) -> list[str]:
	return [state.name for state in BY_DOCTYPE[doc.doctype].states if "refresh_text" in state.offers]


def _validate_is_draft(doc: Document) -> None:
	if not is_draft(doc):
		editable = _get_draft_states(doc)
		frappe.throw(
			_("{0} {1} is in state {2}: its text can only be refreshed in {3}. Revise it first.").format(
				_(doc.doctype), doc.name, _(doc.workflow_state), ", ".join(_(state) for state in editable)
			)
		)


def _get_before(doc: Document) -> Document | None:
	"""The document as it was: before this save, or the one that it amends."""
	if not doc.is_new():
		return doc.get_doc_before_save()
	return frappe.get_doc(doc.doctype, doc.amended_from) if doc.amended_from else None


def _choose_master(doc: Document, before: Document | None) -> Document:
	"""The master it was made from, as long as nothing asks for another one."""
	has_changed = not before or any(doc.get(field) != before.get(field) for field in CHOOSING)
	if has_changed or doc.flags.refresh_text or not before.master_document:
		return masters.get_master_for(doc)
	return frappe.get_cached_doc(masters.MASTER, before.master_document)


def _name_master(doc: Document, master: Document) -> None:
	"""Every document says which text it was made from."""
	doc.master_document = master.name
	doc.master_version = master.version
	doc.master_hash = master.content_hash


# SOW: one field for each section


def _fill_fields(
	doc: Document, before: Document | None, texts: dict[str, str], fills_empty: bool, annexes: dict[str, str]
) -> None:
	live = {field for field in get_live_fields(before) if _is_same(doc.get(field), before.get(field))}
	chosen = doc.flags.refresh_sections
	if chosen is not None:
		live = (live - set(texts)) | (chosen & set(texts))
	filled = []
	for field, body in {**texts, **annexes}.items():
		may_fill = field in annexes or (fills_empty and chosen is None)
		if field in live or (may_fill and is_empty(doc.get(field))):
			doc.set(field, body)
			filled.append(field)
	doc.texts_from_master = " ".join(filled)


def get_live_fields(sow: Document | None) -> list[str]:
	"""Fields of a SOW that follow its master."""
	return (sow.texts_from_master or "").split() if sow else []


def get_texts(doc: Document, rendered: list[dict]) -> dict[str, str]:
	"""Field -> text, for the sections that are a rich text field of the document."""
	texts = {frappe.scrub(section["heading"]): section["body"] for section in rendered}
	known = {df.fieldname for df in doc.meta.get("fields", {"fieldtype": "Text Editor"})}
	return {field: body for field, body in texts.items() if field in known}


# Work Proposal: one row for each section


def _fill_sections(doc: Document, before: Document | None, rendered: list[dict], fills_empty: bool) -> None:
	live, chosen = _get_live_headings(doc, before), doc.flags.refresh_sections
	bodies = {section["heading"]: section["body"] for section in rendered}
	if chosen is not None:
		known = {row.heading for row in doc.sections}
		live = chosen & known
		bodies = {heading: body for heading, body in bodies.items() if heading in known | chosen}
	for row in doc.sections:
		row.source = FROM_MASTER if row.heading in live else EDITED
		if row.heading in live:
			row.body = bodies.get(row.heading)
	if not doc.sections or (before and fills_empty):
		_set_rows(doc, bodies)


def _set_rows(doc: Document, bodies: dict[str, str]) -> None:
	"""All sections of the master in its order, edited ones as they are, then the sections it does not have."""
	known = {row.heading: row for row in doc.sections}
	rows = [
		known.get(heading) or {"heading": heading, "body": body, "source": FROM_MASTER}
		for heading, body in bodies.items()
	]
	kept = [row for row in doc.sections if row not in rows and row.source == EDITED]
	doc.set("sections", [])
	for number, row in enumerate((*rows, *kept), 1):
		doc.append("sections", row).idx = number


def _get_live_headings(doc: Document, before: Document | None) -> set[str]:
	"""Sections that came from the master and that nobody has touched."""
	rows = before.sections if before else []
	known = {row.heading: row.body for row in rows if row.source == FROM_MASTER}
	headings = [row.heading for row in doc.sections]
	return {
		row.heading
		for row in doc.sections
		if row.heading in known
		and headings.count(row.heading) == 1
		and _is_same(row.body, known[row.heading])
	}


def _is_same(text: str | None, other: str | None) -> bool:
	return (text or "") == (other or "")
