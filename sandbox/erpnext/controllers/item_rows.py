"""The rows of a document: what they take from the item, and what a row has to be."""

import frappe
from erpnext.stock.get_item_details import get_item_details
from erpnext.utilities.transaction_base import validate_uom_is_integer
from frappe import _
from frappe.utils import cint, flt

FORCED = ("item_group", "brand", "stock_uom")
"""Taken from the item at each save, whatever was sent."""
NEVER_EMPTY = ("conversion_factor", "cost_center", "uom")
PASSED_ON = tuple(
	"""
	company currency conversion_rate price_list_currency plc_conversion_rate customer supplier
	quotation_to party_name order_type transaction_date posting_date is_return update_stock
	ignore_pricing_rule tax_category set_warehouse
	""".split()
)
"""What an item's details depend on, of the document."""
MAY_BE_ZERO = {"Quotation": "allow_zero_qty_in_quotation", "Sales Order": "allow_zero_qty_in_sales_order"}


class InvalidQtyError(frappe.ValidationError):
	"""A row without quantity."""


class ItemRows:
	"""Part of AccountsController."""

	def validate_qty_is_not_zero(self) -> None:
		"""Refuse rows without quantity, unless the settings let them pass."""
		setting = MAY_BE_ZERO.get(self.doctype)
		if setting and frappe.db.get_single_value("Selling Settings", setting):
			return
		if self.get("is_debit_note"):
			return
		empty = next((row for row in self.items if not flt(row.qty)), None)
		if empty:
			text = _("Row #{0}: Quantity for Item {1} cannot be zero.")
			text = text.format(empty.idx, frappe.bold(empty.item_code))
			frappe.throw(text, InvalidQtyError, _("Invalid Quantity"))

	def set_missing_item_details(self) -> None:
		"""Fill in what is empty in the rows: names, units, warehouse, list price, accounts."""
		values = {field: self.get(field) for field in PASSED_ON if self.get(field) is not None}
		price_list = self.get("selling_price_list")
		values.update(doctype=self.doctype, name=self.name, price_list=price_list)
		for row in self.items:
			if row.get("item_code"):
				args = frappe._dict({**row.as_dict(), **values, "child_doctype": row.doctype})
				self._fill_row(row, get_item_details(args, self))

	def _fill_row(self, row, details: dict) -> None:
		for field, value in details.items():
			if value is None or not row.meta.has_field(field) or field in ("rate", "amount"):
				continue
			is_empty = row.get(field) is None or (field in NEVER_EMPTY and not row.get(field))
			if is_empty or field in FORCED:
				row.set(field, value)

	def set_qty_as_per_stock_uom(self) -> None:
		"""Quantities in the item's own unit."""
		for row in self.items:
			if row.meta.has_field("stock_qty"):
				row.conversion_factor = flt(row.conversion_factor) or 1.0
				row.stock_qty = flt(flt(row.qty) * row.conversion_factor, row.precision("stock_qty"))

	def set_stock_uom_rates(self) -> None:
		"""Rates for one of the item's own unit."""
		for row in self.items:
			if row.meta.has_field("stock_uom_rate"):
				rate = flt(row.rate) / (flt(row.conversion_factor) or 1.0)
				row.stock_uom_rate = flt(rate, row.precision("stock_uom_rate"))

	def validate_uom_is_integer(self, uom_field: str, qty_field: str) -> None:
		"""Refuse a part of what is only counted whole."""
		validate_uom_is_integer(self.items, uom_field, qty_field)

	def get_stock_items(self) -> list[str]:
		"""Codes of the rows' items that are kept in stock."""
		codes = dict.fromkeys(row.item_code for row in self.items if row.get("item_code"))
		return [code for code in codes if cint(frappe.get_cached_value("Item", code, "is_stock_item"))]
