"""What all documents that move goods have in common."""

import frappe
from erpnext.stock.stock_ledger import (
	cancel_sl_entries,
	get_outgoing_rate,
	get_posting_datetime,
	get_previous_sle,
	make_sl_entries,
)
from erpnext.stock.utils import get_stock_value_account
from frappe.utils import cint, flt


class StockMoves:
	"""Part of Delivery Note, Sales Invoice and Stock Entry."""

	def get_sl_entry(self, row, qty: float, warehouse: str, incoming_rate: float = 0.0) -> dict:
		"""A movement of a row: more than 0 comes in."""
		voucher = {"voucher_type": self.doctype, "voucher_no": self.name, "voucher_detail_no": row.name}
		goods = {"item_code": row.item_code, "stock_uom": row.stock_uom, "warehouse": warehouse}
		own = {field: self.get(field) for field in ("company", "posting_date", "posting_time")}
		return {
			**goods,
			**own,
			**voucher,
			"actual_qty": qty,
			"incoming_rate": incoming_rate,
			"posting_datetime": get_posting_datetime(self),
			"project": row.get("project") or self.get("project"),
		}

	def is_stock_row(self, row) -> bool:
		"""Does the row move something that is kept in stock?"""
		if not row.get("item_code"):
			return False
		item = frappe.get_cached_doc("Item", row.item_code)
		if item.has_serial_no or item.has_batch_no:
			raise NotImplementedError("stock of items with serial or batch numbers")
		if item.valuation_method not in (None, "", "FIFO"):
			raise NotImplementedError(f"valuation method {item.valuation_method}")
		return bool(item.is_stock_item)

	def update_stock_ledger(self) -> None:
		"""Move the goods of a selling document, or when it is cancelled move them back."""
		if self.docstatus == 2:
			cancel_sl_entries(self.doctype, self.name)
			return
		rows = [row for row in self.items if row.warehouse and self.is_stock_row(row)]
		make_sl_entries(
			[
				self.get_sl_entry(row, -flt(row.stock_qty), row.warehouse, flt(row.incoming_rate))
				for row in rows
			]
		)

	def set_incoming_rate(self) -> None:
		"""What the goods of a row are worth: of a return what they were worth when they left."""
		for row in self.items:
			if row.warehouse and self.is_stock_row(row):
				row.incoming_rate = self._get_rate_of_return(row) or self._get_rate_of_stock(row)

	def _get_rate_of_return(self, row) -> float:
		link = "sales_invoice_item" if self.doctype == "Sales Invoice" else "dn_detail"
		if not (self.get("is_return") and row.get(link)):
			return 0.0
		return flt(frappe.db.get_value(row.doctype, row.get(link), "incoming_rate"))

	def _get_rate_of_stock(self, row) -> float:
		rate = get_outgoing_rate(row.item_code, row.warehouse, abs(flt(row.stock_qty)))
		return rate or flt(get_previous_sle(row.item_code, row.warehouse).get("valuation_rate"))

	def get_stock_gl_entries(self) -> list[dict]:
		"""Entries for the value that was moved, where the company keeps a perpetual inventory."""
		if not cint(frappe.get_cached_value("Company", self.company, "enable_perpetual_inventory")):
			return []
		moved = frappe.get_all(
			"Stock Ledger Entry",
			filters={"voucher_type": self.doctype, "voucher_no": self.name, "is_cancelled": 0},
			fields=["warehouse", "voucher_detail_no", "stock_value_difference"],
			order_by="creation asc",
		)
		rows = {row.name: row for row in self.items}
		return [
			entry for line in moved for entry in self._get_value_entries(rows[line.voucher_detail_no], line)
		]

	def _get_value_entries(self, row, line: dict) -> list[dict]:
		value = flt(line.stock_value_difference, 2)
		stock = get_stock_value_account(line.warehouse, self.company)
		values = {
			"cost_center": row.cost_center,
			"project": row.get("project") or self.get("project"),
			"remarks": self.get("remarks") or "Accounting Entry for Stock",
		}
		return [
			self.get_gl_dict({**values, "account": stock, "against": row.expense_account, "debit": value}),
			self.get_gl_dict({**values, "account": row.expense_account, "against": stock, "credit": value}),
		]
