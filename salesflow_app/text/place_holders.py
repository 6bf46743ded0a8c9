"""Place holders: `[[what to write here]]` in a master. A document in which one is left is not ready to be read."""

import re
from collections.abc import Iterator

from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from salesflow_app.text import masters
from salesflow_app.text.formats import one_line
from salesflow_app.text.rendering import render

PLACE_HOLDER = re.compile(r"\[\[.+?\]\]")
TEXTS = ("Text Editor", "Text", "Small Text", "Long Text", "Data")
LONGEST = 100


def find_problems(doc: Document) -> Iterator[str]:
	"""A sentence for each place holder that is left in what the client reads."""
	for place, text in _get_texts(doc):
		for place_holder in PLACE_HOLDER.findall(one_line(text)):
			yield _("{0}: replace the place holder {1}").format(
				escape_html(place), escape_html(_shorten(place_holder))
			)


def _shorten(text: str) -> str:
	return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _get_texts(doc: Document) -> Iterator[tuple[str, str]]:
	"""Where it stands, and the text."""
	for df in _get_text_fields(doc):
		yield _(df.label), doc.get(df.fieldname)
	for table in doc.meta.get_table_fields():
		for row in doc.get(table.fieldname) or []:
			for df in _get_text_fields(row):
				yield _get_place(row, _(table.label), _(df.label)), row.get(df.fieldname)
	if doc.doctype == "Work Proposal":
		yield from _get_notes(doc)


def _get_text_fields(doc: Document) -> list:
	"""Records of the server and reasons are not copied, and not part of the text."""
	return [
		df
		for df in doc.meta.fields
		if df.fieldtype in TEXTS and not (df.permlevel or df.no_copy) and doc.get(df.fieldname)
	]


def _get_place(row: Document, table: str, field: str) -> str:
	return row.get("heading") or _("{0}, row {1}, {2}").format(table, row.idx, field)


def _get_notes(doc: Document) -> Iterator[tuple[str, str]]:
	"""The notes of the price offer, which are written when it is exported."""
	master = masters.get_approved("Price Offer", "", masters.get_language(doc))
	for section in render(master, doc) if master else []:
		heading = section["heading"]
		yield _("Master Document {0}, section {1}").format(master.name, heading), section["body"]
