"""What the client signed with a SOW and its change orders, taken together. Amounts in the SOW's currency, net of tax."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt

from salesflow_app.rules.numbers import from_field
from salesflow_app.rules.price_offer import MONTHLY
from salesflow_app.rules.signed_lines import ChangeError, Difference, Line, apply_changes, compare_lines
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.sow import plan, retainer
from salesflow_app.text.formats import money, number

CHANGE_ORDER = "Change Order"


@dataclass(frozen=True)
class Signed:
	"""A SOW with its change orders, the SOW first; `lines` and `plan` are what is left after all of them."""

	sows: list[Document]
	rows: list[Document]
	"""Every row above zero; `row` of a line is its place in here."""
	lines: list[Line]
	plan: list[tuple[str, date | None, Decimal]]

	@property
	def sow(self) -> Document:
		return self.sows[0]

	@property
	def name(self) -> str:
		return self.sow.name

	@property
	def taxes(self) -> list[dict]:
		return json.loads(self.sow.signed_taxes or "[]")

	def get_total(self, fieldname: str = "total") -> float:
		return flt(sum(flt(sow.get(fieldname)) for sow in self.sows), self.sow.precision("total"))


def compare_order(signed: Signed, order: Document) -> list[Difference]:
	"""The lines of the order that differ from the signed ones; `row` of what was found counts from 1."""
	precision = signed.sow.precision("total") or 0
	found = [
		Line(row.item_code, row.uom, from_field(row.qty), from_field(row.rate, precision), row.idx)
		for row in order.items
		if not _is_taken_away(row)
	]
	return compare_lines(signed.lines, found)


def _is_taken_away(row: Document) -> bool:
	"""A change order took the line away after it was billed in part: it stays, for nothing."""
	return not flt(row.rate) and bool(flt(row.billed_amt))


def get_live_order(sow: str) -> str | None:
	"""The order of a SOW that is not cancelled, as it is now."""
	filters = {"salesflow_sow": sow, "docstatus": ("<", 2)}
	return frappe.db.get_value("Sales Order", filters, "name", for_update=True)


def get_root(name: str) -> str:
	"""The SOW that a change order, or a change of one, changes in the end; a SOW of its own is its own root."""
	seen = []
	while name not in seen:
		seen.append(name)
		kind, changed = frappe.db.get_value("SOW", name, ["sow_type", "changes_sow"]) or (None, None)
		if kind == CHANGE_ORDER and changed:
			name = changed
	return name


def get_signed(sow: Document, with_itself: bool = True) -> Signed:
	"""The SOW's family: the SOW it changes in the end and all signed change orders, itself included.

	Raises ValidationError where a change order takes away more than is there.
	"""
	root = get_root(sow.changes_sow) if sow.sow_type == CHANGE_ORDER and sow.changes_sow else sow.name
	names = [name for name in _get_family(root) if name != sow.name]
	sows = [frappe.get_doc("SOW", name) for name in names]
	if with_itself:
		sows = [sow, *sows] if root == sow.name else [*sows, sow]
	return combine(sows)


def _get_family(root: str) -> list[str]:
	"""The root and its signed change orders, in the order in which they were signed."""
	found, changed = {}, [root]
	while changed:
		filters = {
			"changes_sow": ("in", changed),
			"sow_type": CHANGE_ORDER,
			"workflow_state": ("in", (*states.BINDING, states.TERMINATED)),
			"name": ("not in", [root, *found]),
		}
		rows = frappe.get_all("SOW", filters, ["name", "signed_on"], order_by="signed_on asc, creation asc")
		changed = [row.name for row in rows]
		found |= {row.name: str(row.signed_on) for row in rows}
	return [root, *sorted(found, key=found.get)]


def combine(sows: list[Document]) -> Signed:
	"""What a SOW and its change orders come to."""
	rows, lines = [], []
	for sow in sows:
		changes = [line for row in sow.items for line in _read_lines(sow, row, len(rows) + row.idx - 1)]
		first, rows = len(rows), [*rows, *sow.items]
		try:
			lines = apply_changes(lines, changes)
		except ChangeError as error:
			refuse_reduction(sow, sow.items[changes[error.row].row - first], error.left)
	return Signed(sows, rows, lines, _get_plan(sows))


def refuse_reduction(sow: Document, row: Document, left: Decimal) -> None:
	frappe.throw(get_reduction_problem(sow, row, left))


def get_reduction_problem(sow: Document, row: Document, left: Decimal) -> str:
	"""Why a row below zero cannot take away what it says."""
	return _(
		"Items, row {0}: {1} {2} of {3} at a rate of {4} cannot be removed, because SOW {5} has {6} of them at that rate. Correct the row."
	).format(
		row.idx,
		number(-flt(row.qty)),
		_(row.uom),
		escape_html(row.item_code),
		money(row.rate, sow.currency, sow.precision("total")),
		sow.changes_sow or sow.name,
		number(float(left)),
	)


def _read_lines(sow: Document, row: Document, place: int) -> list[Line]:
	if row.billing == MONTHLY:
		return retainer.get_lines(sow, row, place)
	rate = from_field(row.rate, sow.precision("total") or 0)
	return [Line(row.item_code, row.uom, from_field(row.qty), rate, place)]


def _get_plan(sows: list[Document]) -> list[tuple[str, date | None, Decimal]]:
	"""Name, planned date and amount of each milestone; what a change order takes away is no longer in it."""
	amounts: dict[tuple[str, int], list] = {}
	for sow in sows:
		for entry in plan.expand(sow):
			if entry.row.reduces:
				key = get_plan_row(entry.row.reduces)
				if key in amounts:
					amounts[key][2] += entry.amount
			else:
				amounts[(sow.name, entry.number)] = [entry.name, entry.planned_date, entry.amount]
	return [tuple(row) for row in amounts.values() if row[2] > 0]


def get_plan_row(milestone: str) -> tuple[str, int]:
	"""The SOW and the row of its plan that a Payment Milestone was made of."""
	return tuple(frappe.db.get_value("Payment Milestone", milestone, ["sow", "milestone_no"]) or ("", 0))
