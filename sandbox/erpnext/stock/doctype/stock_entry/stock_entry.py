"""Stock Entry: goods come in, go out, or move to another warehouse, without customer or supplier."""

import frappe
from erpnext.accounts.voucher import Voucher
from erpnext.stock.get_item_details import get_conversion_factor
from erpnext.stock.moves import StockMoves
from erpnext.stock.stock_ledger import cancel_sl_entries, get_outgoing_rate, get_previous_sle, make_sl_entries
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

OFFERED = ("Material Receipt", "Material Issue", "Material Transfer")
FROM_ITEM = ("item_name", "description", "item_group", "stock_uom")


class StockEntry(Voucher, StockMoves, Document):
	def validate(self) -> None:
		self.validate_posting_time()
		self.validate_purpose()
		for row in self.items:
			self._set_row_values(row)
			self._validate_warehouses(row)
			self._set_rates(row)
		self.set_total_incoming_outgoing_value()
		self.is_opening = self.is_opening or "No"

	def on_submit(self) -> None:
		self.update_stock_ledger()
		self.make_gl_entries()

	def on_cancel(self) -> None:
		self.ignore_ledgers()
		cancel_sl_entries(self.doctype, self.name)
		self.make_gl_entries(cancel=True)

	def validate_purpose(self) -> None:
		"""What the entry is for follows from its type."""
		self.purpose = frappe.get_cached_value("Stock Entry Type", self.stock_entry_type, "purpose")
		if self.purpose not in OFFERED:
			raise NotImplementedError(f"Stock Entry: {self.purpose}")

	def _set_row_values(self, row: Document) -> None:
		item = frappe.get_cached_doc("Item", row.item_code)
		if not item.is_stock_item:
			frappe.throw(_("{0} is not a stock Item").format(row.item_code))
		company = frappe.get_cached_doc("Company", self.company)
		defaults = {field: item.get(field) for field in FROM_ITEM}
		defaults["uom"] = item.stock_uom
		defaults["expense_account"] = company.stock_adjustment_account
		defaults["cost_center"] = company.cost_center
		for field, value in defaults.items():
			row.set(field, row.get(field) or value)
		if not row.conversion_factor:
			row.conversion_factor = get_conversion_factor(row.item_code, row.uom)["conversion_factor"]
		row.transfer_qty = flt(flt(row.qty) * flt(row.conversion_factor), row.precision("transfer_qty"))
		if row.transfer_qty <= 0:
			frappe.throw(_("Row {0}: Qty is mandatory").format(row.idx))

	def _validate_warehouses(self, row: Document) -> None:
		row.s_warehouse = row.s_warehouse or self.from_warehouse
		row.t_warehouse = row.t_warehouse or self.to_warehouse
		if self.purpose == "Material Receipt":
			row.s_warehouse = None
		elif not row.s_warehouse:
			frappe.throw(_("Source warehouse is mandatory for row {0}").format(row.idx))
		if self.purpose == "Material Issue":
			row.t_warehouse = None
		elif not row.t_warehouse:
			frappe.throw(_("Target warehouse is mandatory for row {0}").format(row.idx))

	def _set_rates(self, row: Document) -> None:
		if row.s_warehouse:
			row.basic_rate = get_outgoing_rate(row.item_code, row.s_warehouse, row.transfer_qty)
		elif not row.basic_rate and not row.allow_zero_valuation_rate:
			row.basic_rate = self._get_last_rate(row)
		row.basic_amount = flt(flt(row.basic_rate) * row.transfer_qty, row.precision("basic_amount"))
		row.amount = row.basic_amount
		row.valuation_rate = flt(row.basic_rate)

	def _get_last_rate(self, row: Document) -> float:
		last = get_previous_sle(row.item_code, row.t_warehouse).get("valuation_rate")
		return flt(last) or flt(frappe.get_cached_value("Item", row.item_code, "valuation_rate"))

	def set_total_incoming_outgoing_value(self) -> None:
		"""What comes in and what goes out is worth."""
		self.total_incoming_value = sum(flt(row.amount) for row in self.items if row.t_warehouse)
		self.total_outgoing_value = sum(flt(row.amount) for row in self.items if row.s_warehouse)
		self.value_difference = self.total_incoming_value - self.total_outgoing_value
		self.total_amount = sum(flt(row.amount) for row in self.items)

	def update_stock_ledger(self) -> None:
		"""Move the goods."""
		entries = [
			self.get_sl_entry(row, -row.transfer_qty, row.s_warehouse)
			for row in self.items
			if row.s_warehouse
		]
		entries += [
			self.get_sl_entry(row, row.transfer_qty, row.t_warehouse, flt(row.basic_rate))
			for row in self.items
			if row.t_warehouse
		]
		make_sl_entries(entries)

	def get_gl_entries(self) -> list[dict]:
		"""Entries for the value that came in or went out."""
		return self.get_stock_gl_entries()
