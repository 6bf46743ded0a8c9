"""What all documents that sell something have in common."""

import frappe
from erpnext.accounts.party import get_party_details
from erpnext.controllers.accounts_controller import AccountsController
from frappe import _
from frappe.utils import cint, flt

OFFERS = ("Quotation", "Sales Order")
"""Documents that show their gross profit."""


class SellingController(AccountsController):
	"""Base of Quotation, Sales Order, Delivery Note and Sales Invoice."""

	def validate(self):
		super().validate()
		self.validate_items()
		self.set_gross_profit()

	def set_missing_item_details(self) -> None:
		"""The rows' details, and for an offer what each item cost us."""
		super().set_missing_item_details()
		for row in self.items if self.doctype in OFFERS else ():
			if row.valuation_rate is None and row.item_code:
				bin_of_row = {"item_code": row.item_code, "warehouse": row.warehouse}
				row.valuation_rate = flt(frappe.db.get_value("Bin", bin_of_row, "valuation_rate"))

	def set_missing_party_details(self) -> None:
		"""Addresses, contact, group and territory of the customer or lead, where the document has none."""
		party_type, party = self.get_party()
		if not party or not frappe.db.exists(party_type, party):
			return
		details = get_party_details(
			party, party_type, self.company, ignore_permissions=bool(self.flags.ignore_permissions)
		)
		for field, value in details.items():
			if field == "price_list":
				field = "selling_price_list"
			if value is not None and self.meta.has_field(field) and self.get(field) is None:
				self.set(field, value)

	def validate_whole_units(self) -> None:
		"""Refuse a part of what is only counted whole, in the row's unit and in the item's own."""
		for unit, qty in (("stock_uom", "stock_qty"), ("uom", "qty")):
			self.validate_uom_is_integer(unit, qty)

	def validate_items(self) -> None:
		"""Refuse items that are not sold."""
		codes = dict.fromkeys(row.item_code for row in self.items if row.get("item_code"))
		unsold = [code for code in codes if not cint(frappe.get_cached_value("Item", code, "is_sales_item"))]
		if len(unsold) == 1:
			text = _(
				"Following item {0} is not marked as {1} item. You can enable them as {1} item from its Item master"
			)
			frappe.throw(text.format(unsold[0], _("sales")))
		if unsold:
			text = _(
				"Following items {0} are not marked as {1} item. You can enable them as {1} item from its Item master"
			)
			frappe.throw(text.format(", ".join(unsold), _("sales")))

	def set_gross_profit(self) -> None:
		"""What is left of each row of an offer when the item's valuation is taken off."""
		if self.doctype not in OFFERS:
			return
		for row in self.items:
			profit = (flt(row.stock_uom_rate) - flt(row.valuation_rate)) * flt(row.stock_qty)
			row.gross_profit = flt(profit, row.precision("amount"))
