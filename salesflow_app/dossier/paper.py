"""The dossier on paper: parts of some hundred entries, one after the other, because a table of thousands takes minutes."""

import io

import frappe
from frappe import _
from pypdf import PdfReader, PdfWriter

from salesflow_app.clients import paper
from salesflow_app.dossier import changes, page
from salesflow_app.dossier.collecting import Dossier
from salesflow_app.dossier.entries import get_labels
from salesflow_app.sealing.paper import print_html
from salesflow_app.text.formats import moment

TEMPLATE = "templates/prints/dossier.html"
PART = 250
"""Entries of a part; each has its own pages."""


def make_pdf(dossier: Dossier) -> bytes:
	"""The PDF. Raises ValidationError where the server cannot make it."""
	changes.fill(dossier.entries)
	starts = range(0, max(1, len(dossier.entries)), PART)
	made = [_print(_get_view(dossier, start, len(starts))) for start in starts]
	return made[0] if len(made) == 1 else _join(made)


def _get_view(dossier: Dossier, start: int, parts: int) -> dict:
	"""One part; the first says what there is and what is left out."""
	labels, entries = get_labels(), dossier.entries[start : start + PART]
	part = _("{0}, part {1} of {2}").format(dossier.name, start // PART + 1, parts)
	title = _("Dossier of {0} {1}").format(_(dossier.doctype), dossier.name)
	return {
		"name": part if parts > 1 else dossier.name,
		"title": title,
		"is_first": not start,
		"made": _("Made for {0}, {1}").format(frappe.session.user, moment(frappe.utils.now_datetime())),
		**({"sums": [], "left_out": []} if start else page.get_summary(dossier)),
		"entries": [{**page.describe(entry), "label": labels[entry.kind]} for entry in entries],
	}


def _print(view: dict) -> bytes:
	html = frappe.render_template(TEMPLATE, {"view": view})
	try:
		return paper.make_pdf(html)
	except ImportError:  # where Frappe comes without its printer
		return print_html(html)


def _join(parts: list[bytes]) -> bytes:
	writer, joined = PdfWriter(), io.BytesIO()
	for part in parts:
		writer.append(PdfReader(io.BytesIO(part)))
	writer.write(joined)
	return joined.getvalue()
