"""The dossier's page on the desk: one page of entries, what there is of each kind, and what is left out."""

import frappe
from frappe import _
from frappe.utils import cint, get_url_to_form

from salesflow_app.dossier import changes, collecting, documents, exports, figures, readers
from salesflow_app.dossier.collecting import Dossier
from salesflow_app.dossier.entries import Entry, get_labels
from salesflow_app.text.formats import as_written, money

LENGTH = 100
"""Entries on a page."""
MOST_DEALS = 20


@frappe.whitelist()
def get_page(doctype: str, name: str, filters: dict | str | None = None, start: str | int = 0) -> dict:
	"""One page of a dossier. Raises PermissionError, DoesNotExistError, ValidationError for filters that make no sense."""
	doctype = documents.get_start(doctype)
	dossier = collecting.collect(doctype, name, collecting.make_filters(frappe.parse_json(filters)))
	begin = max(0, cint(start))
	shown = dossier.entries[begin : begin + LENGTH]
	changes.fill(shown)
	return {
		"doctype": doctype,
		"name": name,
		"title": _("Dossier of {0}").format(name),
		"link": get_url_to_form(doctype, name),
		"entries": [describe(entry) for entry in shown],
		"start": begin,
		"length": LENGTH,
		"total": len(dossier.entries),
		"people": dossier.people,
		**get_summary(dossier),
		"may": {form: readers.may_take_away(doctype, right) for form, right in exports.RIGHTS.items()},
	}


def get_summary(dossier: Dossier) -> dict:
	"""How many there are of each kind, what they come to, and what is left out."""
	counts, labels = dossier.counts, get_labels()
	return {
		"kinds": [
			{"kind": kind, "label": label, "count": counts.get(kind, 0)} for kind, label in labels.items()
		],
		"sums": figures.get_sums(dossier),
		"left_out": collecting.describe_left_out(dossier.left_out),
	}


def describe(entry: Entry) -> dict:
	"""An entry as plain text; the page escapes it."""
	return {
		"at": entry.at.strftime("%Y-%m-%d %H:%M"),
		"kind": entry.kind,
		"doctype": entry.doctype,
		"name": entry.name,
		"link": get_url_to_form(entry.doctype, entry.name),
		"title": as_written(entry.title),
		"who": as_written(entry.who),
		"words": as_written(entry.words),
		"amount": money(entry.amount, entry.currency) if entry.amount and entry.currency else "",
	}


@frappe.whitelist()
def find_deals(text: str) -> list[dict]:
	"""Deals to open the dossier of, for those who come without one: names and titles that hold the text."""
	wanted = f"%{text.strip()}%"
	found = []
	for doctype, title in (("Opportunity", "title"), ("SOW", "title"), ("Sales Order", "customer_name")):
		if not text.strip() or not readers.may_read_kind(doctype):
			continue
		search = frappe.get_all if readers.is_auditor() else frappe.get_list
		rows = search(
			doctype,
			or_filters={"name": ("like", wanted), title: ("like", wanted)},
			fields=["name", f"{title} as title"],
			order_by="creation desc",
			limit=MOST_DEALS,
		)
		readable = readers.get_readable(doctype, [row.name for row in rows])
		found += [{"doctype": doctype, **row} for row in rows if row.name in readable]
	return found
