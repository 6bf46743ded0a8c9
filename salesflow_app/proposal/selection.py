"""The options of a Work Proposal that its client ticks: read, and counted into totals and plan."""

import json

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.proposal import price_offer

LONGEST_SELECTION = 100_000
"""Characters; a thousand options fit."""


def read_selection(proposal: Document, selected: str) -> list[Document]:
	"""The optional rows of a JSON list of row names. Raises ValidationError for anything else."""
	options = {row.name: row for row in proposal.items if row.is_optional}
	try:
		names = json.loads(selected or "[]") if len(selected or "") <= LONGEST_SELECTION else None
	except (ValueError, RecursionError):
		names = None
	if not isinstance(names, list) or not all(isinstance(name, str) and name in options for name in names):
		frappe.throw(
			_("Options: choose among the optional items of this proposal. Reload the page and try again.")
		)
	return [row for name, row in options.items() if name in names]


def select(proposal: Document, options: list[Document]) -> None:
	"""Tick exactly these options in the unsaved proposal; its totals then count them."""
	chosen = {row.name for row in options}
	for row in proposal.items:
		row.is_selected = int(row.name in chosen)
	price_offer.set_totals(proposal)
