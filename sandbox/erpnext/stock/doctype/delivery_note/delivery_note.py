"""Delivery Note: what left the warehouse for a customer, or came back; how much of it is billed."""

import frappe
from erpnext.accounts.voucher import Voucher
from erpnext.controllers.follows_orders import FollowsOrders
from erpnext.controllers.mapped import SUBMITTED, complete, to
from erpnext.controllers.order_progress import DELIVERED
from erpnext.controllers.sales_and_purchase_return import (
	get_returned_qty,
	make_return_doc,
	validate_return,
	validate_returned_rows,
)
from erpnext.controllers.selling_controller import SellingController
from erpnext.controllers.status_updater import Progress
from erpnext.selling.doctype.customer.customer import check_credit_limit
from erpnext.stock.moves import StockMoves
from frappe import _
from frappe.model.document import Document
from frappe.model.mapper import get_mapped_doc
from frappe.utils import flt

IN_INVOICE = {
	"parent": "delivery_note",
	"name": "dn_detail",
	"against_sales_order": "sales_order",
	**{field: field for field in ("so_detail", "cost_center")},
}
"""What a row's fields are called in an invoice."""


class DeliveryNote(Voucher, StockMoves, FollowsOrders, SellingController):
	order_field = "against_sales_order"

	def validate(self) -> None:
		self.validate_posting_time()
		super().validate()
		validate_return(self)
		self.validate_references()
		self.set_po_nos()
		self.validate_orders_open()
		self.validate_warehouses()
		self.validate_whole_units()
		self.set_actual_qty()
		self.set_incoming_rate()
		self.set_status()
		self.installation_status = self.installation_status or "Not Installed"

	def before_submit(self) -> None:
		if self.is_return and self.return_against:
			validate_returned_rows(self)

	def on_submit(self) -> None:
		self.update_prevdoc_status()
		if self.is_return and self.issue_credit_note:
			raise NotImplementedError("Delivery Note: issue_credit_note")
		if not self.is_return:
			self.check_credit_limit()
		self.enter()

	def on_cancel(self) -> None:
		self.ignore_ledgers()
		self.validate_orders_open()
		self.validate_not_billed()
		self.update_prevdoc_status()
		self.enter()
		self.set_status(update=True)

	def enter(self) -> None:
		"""Stock and ledger follow the note, also when it is cancelled."""
		self.move_goods()
		self.make_gl_entries(cancel=self.docstatus == 2)

	def validate_references(self) -> None:
		"""Refuse a row that names a document without its line, or a line without its document."""
		for row in self.items:
			for pair in (("against_sales_order", "so_detail"), ("against_sales_invoice", "si_detail")):
				empty = [row.meta.get_label(field) for field in pair if not row.get(field)]
				if len(empty) == 1:
					frappe.throw(_("The field {0} in row {1} is not set").format(empty[0], row.idx))

	def validate_warehouses(self) -> None:
		"""Refuse goods of the stock without a warehouse that they leave."""
		for row in self.items:
			if self.is_stock_row(row) and not row.warehouse:
				frappe.throw(_("Warehouse required for stock Item {0}").format(frappe.bold(row.item_code)))

	def set_actual_qty(self) -> None:
		"""How much of each item the warehouse has."""
		for row in self.items:
			if row.warehouse:
				filters = {"item_code": row.item_code, "warehouse": row.warehouse}
				row.actual_qty = flt(frappe.db.get_value("Bin", filters, "actual_qty"))

	def check_credit_limit(self) -> None:
		"""Refuse what is beyond the customer's credit, where no order or invoice has been checked for it."""
		if any(not (row.against_sales_order or row.against_sales_invoice) for row in self.items):
			check_credit_limit(self.customer, self.company)

	def validate_not_billed(self) -> None:
		"""Refuse to take back what a submitted invoice bills."""
		filters = {"delivery_note": self.name, "docstatus": 1}
		invoices = frappe.get_all("Sales Invoice Item", filters, pluck="parent", order_by="parent asc")
		if invoices:
			frappe.throw(_("Sales Invoice {0} has already been submitted").format(invoices[0]))

	def get_progress(self) -> list[Progress]:
		"""What the note delivers of its orders."""
		return [DELIVERED]

	def get_status(self) -> str:
		"""Draft, Cancelled, or how far it is billed."""
		if self.docstatus != 1:
			return "Draft" if self.docstatus == 0 else "Cancelled"
		if self.status == "Closed":
			return "Closed"
		return "Completed" if flt(self.per_billed, 2) >= 100 else "To Bill"

	def get_voucher_subtype(self) -> str:
		"""What kind of voucher the ledger says this is."""
		return "Sales Return" if self.is_return else self.doctype

	def get_gl_entries(self) -> list[dict]:
		"""Entries for the value that left the stock."""
		return self.get_stock_gl_entries()


# What is billed


def update_billed_amounts(invoice: Document) -> None:
	"""Write how much of the Delivery Notes of an invoice, or of its orders, is billed."""
	if invoice.is_return and not invoice.update_billed_amount_in_delivery_note:
		return
	notes: list[str] = []
	for row in invoice.items:
		if row.dn_detail:
			_set_billed(row.dn_detail, _get_billed_of_row(row.dn_detail))
			notes.append(row.delivery_note)
		elif row.so_detail:
			notes += _divide_billed_amount(row.so_detail)
	for name in dict.fromkeys(notes):
		_update_billing_percentage(name)


def _get_billed_of_row(dn_detail: str) -> float:
	rows = frappe.get_all("Sales Invoice Item", {"dn_detail": dn_detail, "docstatus": 1}, pluck="amount")
	return sum(flt(amount) for amount in rows)


def _set_billed(dn_detail: str, amount: float) -> None:
	frappe.db.set_value("Delivery Note Item", dn_detail, "billed_amt", amount, update_modified=False)


def _divide_billed_amount(so_detail: str) -> list[str]:
	"""What was billed against an order's row pays its deliveries, the oldest first; returns these."""
	loose = {"so_detail": so_detail, "dn_detail": ("is", "not set"), "docstatus": 1}
	left = sum(flt(amount) for amount in frappe.get_all("Sales Invoice Item", loose, pluck="amount"))
	row, note = frappe.qb.DocType("Delivery Note Item"), frappe.qb.DocType("Delivery Note")
	found = (
		frappe.qb.from_(row)
		.join(note)
		.on(note.name == row.parent)
		.select(row.name, row.parent, row.amount)
		.where((row.so_detail == so_detail) & (note.docstatus == 1) & (note.is_return == 0))
		.orderby(note.posting_date)
		.orderby(note.posting_time)
		.orderby(note.name)
	).run(as_dict=True)
	for line in found:
		own = _get_billed_of_row(line.name)
		part = max(min(flt(line.amount) - own, left), 0.0)
		left -= part
		_set_billed(line.name, own + part)
	return [line.parent for line in found]


def _update_billing_percentage(name: str) -> None:
	note = frappe.get_doc("Delivery Note", name)
	whole = sum(abs(flt(row.amount)) for row in note.items)
	billed = sum(min(abs(flt(row.billed_amt)), abs(flt(row.amount))) for row in note.items)
	note.db_set("per_billed", flt(billed / whole * 100, 6) if whole else 100)
	note.set_status(update=True)
	note.notify_update()


# What is made of it


@frappe.whitelist()
def make_sales_invoice(source_name: str, target_doc: Document | str | None = None) -> Document:
	"""An unsaved Sales Invoice of what is not billed and not returned. Raises ValidationError where nothing is left."""
	billed: dict[str, float] = {}
	for line in frappe.get_all(
		"Sales Invoice Item", {"delivery_note": source_name, "docstatus": 1}, ["dn_detail", "qty"]
	):
		billed[line.dn_detail] = billed.get(line.dn_detail, 0.0) + flt(line.qty)

	def get_open_qty(row: Document) -> float:
		return flt(row.qty) - billed.get(row.name, 0.0) - get_returned_qty("Delivery Note", row.name)

	def is_open(row: Document) -> bool:
		return get_open_qty(row) != 0

	def bill(row: Document, invoice_row: Document, _note: Document) -> None:
		invoice_row.qty = get_open_qty(row)

	tables = {
		"Delivery Note": to("Sales Invoice", {"is_return": "is_return"}, validation=SUBMITTED),
		"Delivery Note Item": to("Sales Invoice Item", IN_INVOICE, condition=is_open, postprocess=bill),
		"Sales Taxes and Charges": to("Sales Taxes and Charges"),
	}
	return get_mapped_doc("Delivery Note", source_name, tables, target_doc, _finish_invoice)


def _finish_invoice(_note: Document, invoice: Document) -> None:
	complete(invoice, "set_po_nos", _refuse_empty)


def _refuse_empty(invoice: Document) -> None:
	if not invoice.get("items"):
		frappe.throw(_("All these items have already been Invoiced/Returned"))


@frappe.whitelist()
def make_sales_return(source_name: str, target_doc: Document | str | None = None) -> Document:
	"""A Delivery Note, not saved, of goods that come back."""
	return make_return_doc("Delivery Note", source_name, target_doc)
