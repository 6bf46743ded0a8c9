"""Where a document's text stands beside the approved master: what a refresh would bring, section by section."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.text import drafting, masters
from salesflow_app.text.rendering import render
from salesflow_app.text.rich_text import is_empty
from salesflow_app.text.word_diff import compare

FOLLOWS, WRITTEN, MISSING, OWN, GONE = "follows", "written", "missing", "own", "gone"
"""It comes from the master; a person wrote it; only the master has it; only the document has it, by a person's hand
or from a master that has it no longer."""


@dataclass
class Section:
	"""One section: its key for `drafting.refresh`, its heading, where it comes from, and the words that differ."""

	key: str
	heading: str
	source: str
	changes_html: str


@frappe.whitelist()
def preview(doctype: str, name: str) -> dict:
	"""What *Refresh Text from Master* would change in a draft, for its dialog.

	Raises PermissionError without write permission, ValidationError for a document that is not a draft.
	"""
	doc = drafting.get_draft(doctype, name, "write")
	master = masters.get_master_for(doc)
	return {
		"master": f"{master.title}, {_('version {0}').format(master.version)}",
		"sections": [asdict(section) for section in get_sections(doc, master)],
	}


def get_sections(doc: Document, master: Document, is_from_master: bool = False) -> list[Section]:
	"""All sections of the master in its order, then those that only the document has.

	The words show what a refresh would bring; with `is_from_master`, what the document makes of the master.
	"""
	show = _turn if is_from_master else compare
	return _get_fields(doc, master, show) if doc.doctype == "SOW" else _get_rows(doc, master, show)


def _turn(own: str | None, of_master: str | None) -> str:
	return compare(of_master, own)


def _get_fields(sow: Document, master: Document, show: Callable) -> list[Section]:
	live = drafting.get_live_fields(sow)
	return [
		Section(
			field,
			_(sow.meta.get_label(field)),
			FOLLOWS if field in live else MISSING if is_empty(sow.get(field)) else WRITTEN,
			show(sow.get(field), body),
		)
		for field, body in drafting.get_texts(sow, render(master, sow)).items()
	]


def _get_rows(proposal: Document, master: Document, show: Callable) -> list[Section]:
	rows = {row.heading: row for row in proposal.sections}
	bodies = {section["heading"]: section["body"] for section in render(master, proposal)}
	of_master = [_get_row(heading, rows.get(heading), body, show) for heading, body in bodies.items()]
	return of_master + [
		Section(row.heading, row.heading, OWN if _is_written(row) else GONE, show(row.body, ""))
		for heading, row in rows.items()
		if heading not in bodies
	]


def _get_row(heading: str, row: Document | None, body: str, show: Callable) -> Section:
	source = MISSING if not row else WRITTEN if _is_written(row) else FOLLOWS
	return Section(heading, heading, source, show(row and row.body, body))


def _is_written(row: Document) -> bool:
	return row.source != drafting.FROM_MASTER
