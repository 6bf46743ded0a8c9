"""What a Change Order must fulfil: same deal, nothing taken away that is not there, delivered or billed; sums that agree."""

from collections.abc import Iterator
from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt

from salesflow_app.rules.numbers import from_field
from salesflow_app.salesflow_app.workflows import payment_milestone as milestone_states
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.sow.signed import CHANGE_ORDER, compare_order, get_live_order, get_root, get_signed
from salesflow_app.text.formats import money, number

SAME = ("customer", "company", "currency", "taxes_and_charges")
"""One order holds the SOW and its change orders, so these cannot change with one."""


def check_change(sow: Document) -> Iterator[str]:
	"""Problems of a Change Order; none for any other SOW."""
	if sow.sow_type != CHANGE_ORDER:
		return
	if not sow.changes_sow or sow.changes_sow == sow.name:
		yield _("Changes SOW: choose the signed SOW that this Change Order changes.")
		return
	changed = frappe.get_doc("SOW", get_root(sow.changes_sow))
	if changed.workflow_state not in states.BINDING:
		yield _(
			"Changes SOW: {0} is {1}, so there is nothing to change. Create a SOW of its own instead."
		).format(changed.name, _(changed.workflow_state))
		return
	yield from _check_same(sow, changed)
	yield from _check_plan(sow)
	try:
		yield from _check_order(sow)
	except frappe.ValidationError as error:
		frappe.clear_last_message()
		yield str(error)


def _check_same(sow: Document, changed: Document) -> Iterator[str]:
	for field in SAME:
		if (sow.get(field) or "") != (changed.get(field) or ""):
			yield _("{0}: {1} must be as in SOW {2}: {3}.").format(
				_(sow.meta.get_label(field)),
				escape_html(sow.get(field) or "–"),
				changed.name,
				escape_html(changed.get(field) or "–"),
			)


def _check_plan(sow: Document) -> Iterator[str]:
	"""The plan goes up and down by as much as the total does, each milestone by what is left of it."""
	precision = sow.precision("total") or 0
	amounts = [from_field(row.amount, precision) for row in sow.milestones]
	total = from_field(sow.total, precision)
	if sum(amounts) != total:
		yield _("Milestone Plan: the rows come to {0}, but the items to {1}. Make them equal.").format(
			money(float(sum(amounts)), sow.currency, precision), money(sow.total, sow.currency, precision)
		)
	for row, amount in zip(sow.milestones, amounts, strict=True):
		yield from _check_plan_row(sow, row, amount)


def _check_plan_row(sow: Document, row: Document, amount: Decimal) -> Iterator[str]:
	if amount < 0 and not row.reduces:
		yield _(
			"Milestone Plan, row {0}: choose the milestone that is reduced, in Reduces Milestone."
		).format(row.idx)
	elif amount > 0 and row.reduces:
		yield _(
			"Milestone Plan, row {0}: a milestone is reduced by an amount below zero. Change the amount, or clear Reduces Milestone."
		).format(row.idx)
	elif not amount:
		yield _("Milestone Plan, row {0}: the amount is 0. Enter one, or remove the row.").format(row.idx)
	elif row.reduces:
		yield from _check_reduced(sow, row)


def _check_reduced(sow: Document, row: Document) -> Iterator[str]:
	fields = ["name", "sow", "amount", "workflow_state", "sales_invoice"]
	known = frappe.db.get_value("Payment Milestone", row.reduces, fields, as_dict=True, for_update=True)
	taken = -sum(flt(other.amount) for other in sow.milestones if other.reduces == row.reduces)
	precision = sow.precision("total")
	if not known or get_root(known.sow) != get_root(sow.changes_sow):
		yield _("Milestone Plan, row {0}: {1} is not a milestone of SOW {2}. Choose another one.").format(
			row.idx, row.reduces, sow.changes_sow
		)
	elif known.workflow_state not in milestone_states.UNBILLED:
		yield _(
			"Milestone Plan, row {0}: {1} is {2} (Sales Invoice {3}). Reduce a milestone that is not billed, or have the draft invoice deleted."
		).format(row.idx, known.name, _(known.workflow_state), known.sales_invoice or "–")
	elif flt(taken, precision) > flt(known.amount, precision):
		yield _(
			"Milestone Plan, row {0}: {1} comes to {2} only. Reduce another milestone by the rest."
		).format(row.idx, known.name, money(known.amount, sow.currency, precision))


def _check_order(sow: Document) -> Iterator[str]:
	"""What was delivered cannot be taken away."""
	signed = get_signed(sow)
	name = get_live_order(signed.name)
	order = frappe.get_doc("Sales Order", name) if name else None
	for before, after in compare_order(signed, order) if order else ():
		row = after and order.items[after.row - 1]
		left = float(before.qty) if before and after and before.uom == after.uom else 0
		if row and flt(row.delivered_qty) > left:
			yield _(
				"Items: {0} {1} of {2} are already delivered with Sales Order {3}. Take a return first, or remove less."
			).format(number(row.delivered_qty), _(row.uom), escape_html(row.item_code), order.name)
