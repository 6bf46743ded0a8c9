"""Price sheet of any layout (.xlsx) -> rows of a draft Work Proposal, through a mapping that the user sees and confirms."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from salesflow_app.conversions.xlsx_to_work_proposal import (
	get_draft,
	read_file,
	refuse_problems,
	save_rows,
	set_rows,
	validate_draft,
)
from salesflow_app.proposal import foreign_rows, foreign_shown, price_offer
from salesflow_app.proposal.foreign_mapping import (
	ADD,
	Mapping,
	get_fields,
	get_labels,
	make_mapping,
	parse,
	read_mapping,
)
from salesflow_app.proposal.foreign_rows import Reading, find_names
from salesflow_app.proposal.foreign_sheet import read_grids
from salesflow_app.proposal.spreadsheet_file import SpreadsheetError
from salesflow_app.rules import sheet_words as words
from salesflow_app.rules.sheet_mapping import SAMPLE_ROWS, Grid, as_text, guess, guess_sheet

MOST_ITEMS_ASKED = 5_000
MOST_UOMS = 500


@frappe.whitelist(methods=["POST"])
def preview(work_proposal: str, file: str, mapping: str | dict | None = None) -> dict:
	"""Show how an uploaded price sheet would come into a draft Work Proposal; nothing is changed.

	Without a mapping, or with one that only names a sheet or header row, it is guessed. Amounts are text in the
	proposal's currency. Raises PermissionError without write permission or for somebody else's file,
	ValidationError for a bad file or a mapping that does not fit it.
	"""
	proposal = frappe.get_doc("Work Proposal", work_proposal)
	proposal.check_permission("write")
	validate_draft(proposal)
	grids = get_grids(proposal, file)
	chosen = get_mapping(proposal, grids, parse(mapping) if mapping else {})
	shown = {
		"sheets": [grid.name for grid in grids],
		"fields": [[name, get_labels()[name]] for name in get_fields(can_write_cost(proposal))],
		"mapping": chosen.as_dict(),
		"columns": foreign_shown.show_columns(grids, chosen),
		"uoms": frappe.get_all("UOM", {"enabled": 1}, pluck="name", order_by="name asc", limit=MOST_UOMS),
	}
	if words.RATE not in chosen.columns.values():
		return {
			**shown,
			"hint": _("Choose the sheet, the row with the headings, and the column with the rate."),
		}
	return {**shown, **show_reading(proposal, foreign_rows.read(proposal, grids, chosen), grids)}


@frappe.whitelist(methods=["POST"])
def import_mapped(work_proposal: str, file: str, mapping: str | dict) -> dict:
	"""Take the rows of an uploaded price sheet by the confirmed mapping into a draft Work Proposal, all or nothing.

	Returns how many rows were changed, added and removed, and the new totals. Raises PermissionError as `preview`
	does, ValidationError naming each bad cell.
	"""
	proposal = get_draft(work_proposal)
	grids = get_grids(proposal, file)
	chosen = read_mapping(mapping, grids, get_fields(can_write_cost(proposal)))
	reading = foreign_rows.read(proposal, grids, chosen)
	refuse_problems(proposal, [*reading.problems, *find_missing(reading)])
	return save_rows(proposal, get_all_rows(proposal, reading))


def can_write_cost(proposal: Document) -> bool:
	return 1 in proposal.get_permlevel_access("write")


def get_grids(proposal: Document, file: str) -> list[Grid]:
	try:
		return read_grids(read_file(file))
	except SpreadsheetError as error:
		frappe.throw(_("Price offer of {0}: {1}").format(proposal.name, escape_html(str(error))))


# The mapping


def get_mapping(proposal: Document, grids: list[Grid], values: dict) -> Mapping:
	"""The user's mapping once it has columns, else our guess for the sheet and header row they chose."""
	fields = get_fields(can_write_cost(proposal))
	if values.get("columns"):
		return read_mapping(values, grids, fields)
	names = values.get("sheets") or []
	wanted = [grid for grid in grids if grid.name in names] or grids
	known = find_known_items(wanted)
	header_row = values.get("header_row")
	if isinstance(header_row, int) and header_row > 0:
		guesses = [guess(grid, known, header_row) for grid in wanted]
	else:
		guesses = guess_sheet(wanted, known)
	found = make_mapping(guesses, fields)
	found.sheets = found.sheets or [wanted[0].name]
	found.header_row = found.header_row or 1
	found.item = values["item"] if isinstance(values.get("item"), str) else ""
	return found


def find_known_items(grids: list[Grid]) -> set[str]:
	"""Codes of items among the first texts of the sheets: they tell a column of codes from one of line numbers."""
	texts: set[str] = set()
	for grid in grids:
		for row in grid.rows[: SAMPLE_ROWS * 2]:
			texts |= {as_text(cell.value) for cell in row if not isinstance(cell.value, bool)}
		if len(texts) > MOST_ITEMS_ASKED:
			break
	return find_names("Item", set(sorted(texts)[:MOST_ITEMS_ASKED]))


def find_missing(reading: Reading) -> list[str]:
	"""What the rows need and no cell says."""
	found = []
	if not reading.rows and not reading.problems:
		found.append(
			_("The sheet has no rows with a quantity and a rate. Choose another sheet or header row.")
		)
	if any(not row["item_code"] for row in reading.rows):
		found.append(_("Choose the item that the rows without an item code stand for."))
	elif any(not row["uom"] for row in reading.rows):
		found.append(_("Choose the unit of measure of the rows without one."))
	return found


def get_all_rows(proposal: Document, reading: Reading) -> list[dict]:
	"""The rows as they replace the offer, or after those that are there."""
	kept = [{"name": row.name} for row in proposal.items] if reading.mapping.mode == ADD else []
	cost_rows = reading.rows
	if words.COST not in reading.mapping.columns.values():
		cost_rows = [{k: v for k, v in row.items() if k != words.COST} for row in reading.rows]
	return [*kept, *(dict(row) for row in cost_rows)]


def show_reading(proposal: Document, reading: Reading, grids: list[Grid]) -> dict:
	"""How the rows come out, what is left out and why, and what the offer would total."""
	problems = [*reading.problems, *find_missing(reading)]
	count = len(reading.rows)
	set_rows(proposal, get_all_rows(proposal, reading))
	price_offer.set_amounts(proposal)
	rows = proposal.items[len(proposal.items) - count :]
	return {
		"count": count,
		"rows": foreign_shown.show_rows(proposal, rows, reading.places),
		"totals": [] if reading.problems or not count else foreign_shown.show_totals(proposal),
		"problems": problems[: foreign_shown.MOST_TOLD],
		"problem_count": len(problems),
		**foreign_shown.show_findings(reading, grids),
	}
