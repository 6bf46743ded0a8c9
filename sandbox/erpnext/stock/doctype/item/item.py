"""Item: what is sold or bought, kept in stock or not."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, strip


class Item(Document):
	def autoname(self) -> None:
		if frappe.db.get_default("item_naming_by") == "Naming Series":
			raise NotImplementedError("items that are named by a series")
		self.item_code = strip(self.item_code or "")
		self.name = self.item_code

	def validate(self) -> None:
		self.item_name = self.item_name or self.item_code
		self.description = self.description or self.item_name
		self._set_stock_uom()
		self._add_stock_uom()
		self._validate_item_defaults()
		self.customer_code = ",".join(row.ref_code for row in self.customer_items)

	def after_insert(self) -> None:
		"""The standard rate is the item's price in the default price list."""
		if self.standard_rate:
			self.add_price()
		if flt(self.opening_stock):
			raise NotImplementedError("opening stock on an Item")

	def add_price(self, price_list: str | None = None) -> None:
		"""Put the standard rate into a price list, by default that of Selling Settings."""
		price_list = price_list or frappe.db.get_single_value("Selling Settings", "selling_price_list")
		price_list = price_list or frappe.db.get_value("Price List", {"selling": 1})
		if not price_list:
			return
		frappe.get_doc(
			{
				"doctype": "Item Price",
				"price_list": price_list,
				"item_code": self.name,
				"uom": self.stock_uom,
				"price_list_rate": self.standard_rate,
			}
		).insert()

	def _set_stock_uom(self) -> None:
		self.stock_uom = self.stock_uom or frappe.db.get_single_value("Stock Settings", "stock_uom")

	def _add_stock_uom(self) -> None:
		if self.stock_uom not in {row.uom for row in self.uoms}:
			self.append("uoms", {"uom": self.stock_uom, "conversion_factor": 1})

	def _validate_item_defaults(self) -> None:
		companies = [row.company for row in self.item_defaults]
		if len(companies) != len(set(companies)):
			frappe.throw(_("Cannot set multiple Item Defaults for a company."))
		if companies or not self.is_new():
			return
		default = frappe.db.get_single_value("Stock Settings", "default_warehouse")
		if default:
			company = frappe.get_cached_value("Warehouse", default, "company")
			self.append("item_defaults", {"company": company, "default_warehouse": default})
