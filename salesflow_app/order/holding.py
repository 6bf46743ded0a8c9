"""What holds orders that are not closed: for many at once, in words, without a lock. `closing.py` decides."""

from collections.abc import Iterator
from datetime import date

import frappe
from frappe import _
from frappe.utils import flt, getdate

from salesflow_app.order.closing import FINISHED, is_kept_part_billed
from salesflow_app.text.formats import money

Reason = tuple[str, date | None]
"""A sentence, and the day on which it should have been over."""


class Holding:
	"""What was looked up for a list of Sales Orders, once for all of them: five statements.

	Amounts are said to those who may read Sales Invoices.
	"""

	def __init__(self, orders: list[frappe._dict]):
		names = [order.name for order in orders] or [""]
		self.shows_amounts = frappe.has_permission("Sales Invoice", "read")
		self.returned = _get_returned(names)
		self.undelivered = get_undelivered(names)
		self.notes = _get_notes(names)
		self.invoices = _get_invoices(names)
		self.milestones = _group(_get_milestones(names), "sales_order")

	def find(self, order: frappe._dict) -> Iterator[Reason]:
		"""Everything that keeps the order open; nothing where it can be closed."""
		if order.status == "On Hold":
			yield _("The order is on hold."), getdate(order.modified)
		yield from self._find_undelivered(order)
		yield from self._find_unbilled(order)
		yield from self._find_unpaid(order)

	def get_open_amounts(self, order: frappe._dict) -> dict[str, float]:
		"""Currency -> what is open of the invoices of the order, in the currency of the receivable account."""
		amounts: dict[str, float] = {}
		for row in self._get_open(order) if self.shows_amounts else ():
			currency = row.party_account_currency or row.currency
			amounts[currency] = amounts.get(currency, 0) + flt(row.outstanding_amount)
		return amounts

	def _get_open(self, order: frappe._dict) -> list[frappe._dict]:
		rows = self.invoices.get(order.name, [])
		return [row for row in rows if row.docstatus == 1 and flt(row.outstanding_amount, 6) > 0]

	def _find_undelivered(self, order: frappe._dict) -> Iterator[Reason]:
		is_left = not order.skip_delivery_note and flt(order.per_delivered, 2) < 100
		if is_left and order.name in self.undelivered:
			share = flt(order.per_delivered, 0)
			words = _("Not delivered in full: {0} %.").format(f"{share:g}")
			yield words, order.delivery_date and getdate(order.delivery_date)
		for note in self.notes.get(order.name, []):
			kind = _("Return") if note.is_return else _("Delivery Note")
			yield _("{0} {1} is a draft.").format(kind, note.name), getdate(note.posting_date)

	def _find_unbilled(self, order: frappe._dict) -> Iterator[Reason]:
		if order.salesflow_sow:
			yield from self._find_unfinished(order)
		elif flt(order.per_billed, 2) < 100 and not self._is_kept_part_billed(order):
			words = _("Not billed in full: {0} %.").format(f"{flt(order.per_billed, 0):g}")
			yield words, order.delivery_date and getdate(order.delivery_date)

	def _is_kept_part_billed(self, order: frappe._dict) -> bool:
		return order.name in self.returned and is_kept_part_billed(order.name)

	def _find_unfinished(self, order: frappe._dict) -> Iterator[Reason]:
		milestones = self.milestones.get(order.name, [])
		if not milestones:
			yield (
				_("Statement of Work {0} has no milestones on this order.").format(order.salesflow_sow),
				None,
			)
		for row in milestones:
			if row.workflow_state not in FINISHED:
				words = _("Milestone {0} “{1}” is {2}.").format(
					row.milestone_no, row.milestone_name, _(row.workflow_state)
				)
				day = row.reached_on or row.planned_date
				yield words, day and getdate(day)

	def _find_unpaid(self, order: frappe._dict) -> Iterator[Reason]:
		rows = self.invoices.get(order.name, [])
		for row in rows:
			if row.docstatus == 0:
				kind = _("Credit note") if row.is_return else _("Sales Invoice")
				yield _("{0} {1} is a draft.").format(kind, row.name), getdate(row.posting_date)
		for row in self._get_open(order):
			yield self._get_open_words(row), getdate(row.due_date)
		if not any(row.docstatus == 1 for row in rows):
			yield _("No invoice was submitted."), None

	def _get_open_words(self, invoice: frappe._dict) -> str:
		if not self.shows_amounts:
			return _("Sales Invoice {0} is not paid in full.").format(invoice.name)
		amount = money(invoice.outstanding_amount, invoice.party_account_currency or invoice.currency)
		return _("Sales Invoice {0}: {1} open.").format(invoice.name, amount)


def _group(rows: list[frappe._dict], field: str) -> dict[str, list[frappe._dict]]:
	grouped: dict[str, list[frappe._dict]] = {}
	for row in rows:
		grouped.setdefault(row[field], []).append(row)
	return grouped


def _get_returned(orders: list[str]) -> set[str]:
	filters = {"parent": ("in", orders), "returned_qty": (">", 0)}
	return set(
		frappe.get_all("Sales Order Item", filters, pluck="parent", distinct=True, order_by="parent asc")
	)


def get_undelivered(orders: list[str]) -> set[str]:
	"""Orders with a line that needs delivery and was not delivered; what came back was delivered too."""
	line, item, packed = (frappe.qb.DocType(name) for name in ("Sales Order Item", "Item", "Packed Item"))
	rows = (
		frappe.qb.from_(line)
		.join(item)
		.on(item.name == line.item_code)
		.left_join(packed)
		.on(packed.parent_detail_docname == line.name)
		.select(line.parent, line.qty, line.delivered_qty, line.returned_qty)
		.where(line.parent.isin(orders))
		.where((item.is_stock_item == 1) | (line.delivered_by_supplier == 1) | packed.name.isnotnull())
	).run(as_dict=True)
	return {
		row.parent
		for row in rows
		if flt(flt(row.delivered_qty) + flt(row.returned_qty) - flt(row.qty), 6) < 0
	}


def _get_notes(orders: list[str]) -> dict[str, list[frappe._dict]]:
	"""Drafts of deliveries and returns, by order."""
	note, item = frappe.qb.DocType("Delivery Note"), frappe.qb.DocType("Delivery Note Item")
	rows = (
		frappe.qb.from_(item)
		.join(note)
		.on(note.name == item.parent)
		.select(item.against_sales_order, note.name, note.posting_date, note.is_return)
		.distinct()
		.where(item.against_sales_order.isin(orders) & (note.docstatus == 0))
		.orderby(note.name)
	).run(as_dict=True)
	return _group(rows, "against_sales_order")


def _get_invoices(orders: list[str]) -> dict[str, list[frappe._dict]]:
	"""Invoices and credit notes that are not cancelled, by order."""
	invoice, item = frappe.qb.DocType("Sales Invoice"), frappe.qb.DocType("Sales Invoice Item")
	fields = (
		"name docstatus is_return posting_date due_date outstanding_amount currency party_account_currency"
	).split()
	rows = (
		frappe.qb.from_(item)
		.join(invoice)
		.on(invoice.name == item.parent)
		.select(item.sales_order, *(invoice[field] for field in fields))
		.distinct()
		.where(item.sales_order.isin(orders) & (invoice.docstatus < 2))
		.orderby(invoice.posting_date)
		.orderby(invoice.name)
	).run(as_dict=True)
	return _group(rows, "sales_order")


def _get_milestones(orders: list[str]) -> list[frappe._dict]:
	fields = "sales_order milestone_no milestone_name workflow_state planned_date reached_on".split()
	filters = {"sales_order": ("in", orders)}
	return frappe.get_all("Payment Milestone", filters, fields, order_by="milestone_no asc, name asc")
