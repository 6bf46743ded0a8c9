"""The retainer of a SOW: its monthly items, its months, what each comes to. Amounts net, in the SOW's currency."""

from collections.abc import Iterator
from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, flt, getdate, today

from salesflow_app.rules import retainers
from salesflow_app.rules.numbers import from_field
from salesflow_app.rules.price_offer import MONTHLY
from salesflow_app.rules.retainers import Fee, Indexation, Month
from salesflow_app.rules.signed_lines import Line
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.sow.taxes import has_fixed_tax
from salesflow_app.text.formats import number

RUNNING = (states.SIGNED, states.IN_FORCE)


def get_rows(sow: Document) -> list[Document]:
	"""The items whose quantity and rate are those of one month."""
	return [row for row in sow.items if row.billing == MONTHLY]


def get_months(sow: Document) -> list[Month]:
	"""All months of the term; none where the SOW has no retainer or no term. A draft without a start counts from today."""
	count = cint(sow.retainer_months)
	if not 0 < count <= retainers.LONGEST or not get_rows(sow):
		return []
	return retainers.get_months(getdate(sow.retainer_from or today()), count)


def get_indexation(sow: Document) -> Indexation | None:
	if not sow.indexation_from or not flt(sow.indexation_percentage):
		return None
	return Indexation(getdate(sow.indexation_from), from_field(sow.indexation_percentage, 6))


def get_amount(sow: Document, month: Month) -> Decimal:
	"""What one month comes to."""
	fees = [get_fee(sow, row) for row in get_rows(sow)]
	return retainers.get_amount(fees, month, get_indexation(sow), sow.precision("total") or 0)


def get_fee(sow: Document, row: Document) -> Fee:
	return Fee(from_field(row.qty), from_field(row.rate, sow.precision("total") or 0))


def set_amounts(sow: Document) -> None:
	"""What the first month and the whole term come to."""
	amounts = [get_amount(sow, month) for month in get_months(sow)]
	sow.retainer_monthly = float(amounts[0]) if amounts else 0
	sow.retainer_total = float(sum(amounts))


def set_plan_row(sow: Document) -> None:
	"""A SOW with monthly items has one row for all its months; what it comes to follows from the items."""
	has_row = any(row.trigger == MONTHLY for row in sow.milestones)
	if get_rows(sow) and not has_row:
		sow.append("milestones", {"milestone_name": _("Monthly fee"), "trigger": MONTHLY})


def get_lines(sow: Document, row: Document, place: int) -> list[Line]:
	"""The lines of an order that a monthly item comes to: one for each rate.

	The quotation has one month, and ERPNext 16 refuses to order more than was quoted. So the first month of a quoted
	item is a line of its own, and the only one that names the quotation.
	"""
	lines: list[Line] = []
	for month in get_months(sow):
		line = _get_line(sow, row, month, place)
		if lines and lines[-1].rate == line.rate and not (row.quotation_item and len(lines) == 1):
			first = lines.pop()
			months = (first.months[0], month.number)
			line = Line(line.item, line.uom, first.qty + line.qty, line.rate, place, months)
		lines.append(line)
	return lines


def _get_line(sow: Document, row: Document, month: Month, place: int) -> Line:
	fee, precision = get_fee(sow, row), sow.precision("total") or 0
	rate = retainers.get_rate(fee.rate, month, get_indexation(sow), precision)
	return Line(row.item_code, row.uom, fee.qty, rate, place, (month.number, month.number))


# Checks


def check(sow: Document) -> Iterator[str]:
	"""What the retainer lacks before the SOW can go to the client."""
	rows = get_rows(sow)
	plan = [row for row in sow.milestones if row.trigger == MONTHLY]
	if not rows:
		for row in plan:
			yield _(
				"Milestone Plan, row {0}: there is no item that is billed monthly. Change the trigger, or the Billing of an item."
			).format(row.idx)
		return
	yield from _check_terms(sow)
	for row in plan[1:]:
		yield _("Milestone Plan, row {0}: one row “Monthly” stands for all months. Remove this one.").format(
			row.idx
		)
	for row in rows:
		yield from _check_row(sow, row)
	if has_fixed_tax(sow.taxes_and_charges):
		yield _(
			"Tax Template: {0} has a tax of a fixed amount, which cannot be shared over months to come. Choose another template, or bill it as an item."
		).format(sow.taxes_and_charges)


def _check_terms(sow: Document) -> Iterator[str]:
	if not sow.retainer_from:
		yield _("First Month Starts On: enter the day from which the monthly items are due.")
	if not 0 < cint(sow.retainer_months) <= retainers.LONGEST:
		yield _(
			"Term (Months): enter for how many months the monthly items are ordered, at most {0}."
		).format(retainers.LONGEST)
	elif cint(sow.notice_months) >= cint(sow.retainer_months):
		yield _("Notice (Months): the notice must be shorter than the term.")
	if bool(sow.indexation_from) != bool(flt(sow.indexation_percentage)):
		yield _("Higher Rates From and Higher By %: enter both, or none.")


def _check_row(sow: Document, row: Document) -> Iterator[str]:
	if flt(row.qty) < 0:
		yield _(
			"Items, row {0}: months are not taken away by a row. Use End Retainer on SOW {1}, and add the new monthly items here."
		).format(row.idx, sow.changes_sow or sow.name)
		return
	months, precision = get_months(sow), sow.precision("total") or 0
	if months and not retainers.is_whole(get_fee(sow, row), months, get_indexation(sow), precision):
		yield _(
			"Items, row {0}: {1} a month at this rate is not a whole amount in {2}. Use the quantity 1 and the monthly price."
		).format(row.idx, escape_html(number(row.qty)), sow.currency)
	if any(_is_same(row, other) for other in sow.items if other.billing != MONTHLY):
		yield _(
			"Items, row {0}: {1} is also sold once at the same rate. Use another item for the months, so that each invoice bills its own line."
		).format(row.idx, escape_html(row.item_code))


def _is_same(row: Document, other: Document) -> bool:
	return (row.item_code, row.uom, flt(row.rate, 6)) == (other.item_code, other.uom, flt(other.rate, 6))


# What is still to come


def has_months_to_come(filters: dict) -> bool:
	"""Has one of these SOWs months whose milestones are not made yet? A term without monthly items has none."""
	running = {**filters, "workflow_state": ("in", RUNNING), "retainer_total": (">", 0)}
	fields = ["retainer_from", "retainer_months", "retainer_made", "retainer_ends_on"]
	return any(_has_more(row) for row in frappe.get_all("SOW", running, fields, order_by="name asc"))


def _has_more(sow: frappe._dict) -> bool:
	"""Is the next month that was not made part of the term, and before the end?"""
	made = cint(sow.retainer_made)
	if made >= cint(sow.retainer_months):
		return False
	return not sow.retainer_ends_on or retainers.add_months(getdate(sow.retainer_from), made) <= getdate(
		sow.retainer_ends_on
	)
