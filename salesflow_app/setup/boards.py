"""The Kanban board *Deals by Stage*: made where it is missing, and never touched again; it is the site's own to change."""

from __future__ import annotations

import json

import frappe

from salesflow_app.deal.advice import FINISHED

BOARD = "Deals by Stage"
DOCTYPE, FIELD = "Opportunity", "status"
COLUMNS = {
	"Open": "Blue",
	"Replied": "Light Blue",
	"Quotation": "Orange",
	"Converted": "Green",
	"Lost": "Red",
	"Closed": "Gray",
}
"""Status -> the colour of its column, as a deal goes on.

The last three are there to drop a card on. The deals in them are left out: a board draws every card there is, and the
browser stands still over the thousands of some years.
"""
CARD_FIELDS = ("industry", "opportunity_owner", "opportunity_amount")


def sync() -> None:
	"""Make the board where there is none of this name; an archived or changed one stays as it is."""
	if not _has_boards() or frappe.db.exists("Kanban Board", BOARD):
		return
	board = frappe.get_doc(
		{
			"doctype": "Kanban Board",
			"kanban_board_name": BOARD,
			"reference_doctype": DOCTYPE,
			"field_name": FIELD,
			"fields": json.dumps(CARD_FIELDS),
			"filters": json.dumps([[DOCTYPE, FIELD, "not in", FINISHED]]),
			"show_labels": 1,
		}
	)
	board.flags.ignore_permissions = True  # the installer acts for the site
	board.insert()
	board.extend("columns", [_get_column(status) for status in COLUMNS])
	board.save()  # not with the insert, which would list every deal of the site in its columns


def _has_boards() -> bool:
	return bool(frappe.db.exists("DocType", "Kanban Board"))


def _get_column(status: str) -> dict:
	return {"column_name": status, "indicator": COLUMNS[status], "status": "Active", "order": "[]"}


def remove() -> None:
	"""Uninstall takes it along."""
	if _has_boards() and frappe.db.exists("Kanban Board", BOARD):
		frappe.delete_doc("Kanban Board", BOARD, force=True, ignore_permissions=True)  # the admin uninstalls
