"""Shipments that are not on their way yet: where each stands, since when, and what holds it."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import getdate
from pypika import Order
from pypika.queries import QueryBuilder, Table

from salesflow_app.figures.asking import get_age
from salesflow_app.figures.people import put_names
from salesflow_app.figures.reading import from_readable, is_between
from salesflow_app.salesflow_app.workflows import delivery_note as states
from salesflow_app.shipment import clearance, papers, steps
from salesflow_app.shipment.prices import may_see_prices

MOST_NOTES = 50
"""What holds a shipment is asked of its orders and payments, one by one."""
STATES = (states.PACKING, states.AWAITING_PAPERS, states.AWAITING_CLEARANCE, states.CLEARED)


def get_groups(asked: frappe._dict) -> dict[str, int]:
	"""How many shipments stand in each state."""
	note, query = _get_notes(asked)
	query = query.select(note.salesflow_shipping_state, Count("*")).groupby(note.salesflow_shipping_state)
	found = dict(query.run())
	return {state: found.get(state, 0) for state in STATES}


def get_rows(asked: frappe._dict) -> list[frappe._dict]:
	"""The oldest first, at most `MOST_NOTES`."""
	note, query = _get_notes(asked)
	query = query.select(note.name).orderby(note.posting_date, order=Order.asc).orderby(note.name)
	names = query.limit(MOST_NOTES).run(pluck=True)
	shows_amounts = may_see_prices()
	rows = [_get_row(frappe.get_doc("Delivery Note", name), shows_amounts) for name in names]
	return put_names(rows, "packed_by", "cleared_by")


def _get_notes(asked: frappe._dict) -> tuple[Table, QueryBuilder]:
	note, query = from_readable("Delivery Note")
	wanted = (asked.state,) if asked.state in STATES else STATES
	query = query.where((note.company == asked.company) & (note.docstatus == 0) & (note.is_return == 0))
	query = query.where(note.salesflow_shipping_state.isin(wanted))
	query = query.where(is_between(note.posting_date, asked))
	return note, query.where(note.customer == asked.customer) if asked.customer else query


def _get_row(note: Document, shows_amounts: bool) -> frappe._dict:
	since = getdate(note.modified)
	return frappe._dict(
		name=note.name,
		customer=note.customer,
		customer_name=note.customer_name,
		state=note.salesflow_shipping_state,
		holds=" ".join(_find_holds(note, shows_amounts)) or _("Nothing: it can go on."),
		posting_date=note.posting_date,
		since=since,
		age=get_age(note.posting_date),
		packed_by=note.salesflow_packed_by,
		cleared_by=note.salesflow_cleared_by,
		sales_order=next((row.against_sales_order for row in note.items if row.against_sales_order), None),
	)


def _find_holds(note: Document, shows_amounts: bool) -> Iterator[str]:
	state = note.salesflow_shipping_state
	if state == states.PACKING and not all(note.get(field) for field in steps.PACKED):
		yield _("Packed By, Packed On and Traceability are not all filled in.")
	if state == states.CLEARED:
		yield _("It waits for shipping.")
		return
	if missing := get_missing_papers(note):
		yield _("Papers are missing: {0}.").format(", ".join(missing))
	if blocker := clearance.get_blocker(note):
		yield (
			f"{blocker[0].upper()}{blocker[1:]}"
			if shows_amounts
			else _("The payment that clearance needs is missing.")
		)


def get_missing_papers(note: Document) -> list[str]:
	"""Papers that are listed without a file, and those that the settings ask for and the note does not list."""
	listed = {row.paper for row in note.salesflow_papers}
	missing = [row.paper for row in note.salesflow_papers if not row.attachment]
	return missing + [paper for paper in papers.get_needed_papers(note) if paper not in listed]
