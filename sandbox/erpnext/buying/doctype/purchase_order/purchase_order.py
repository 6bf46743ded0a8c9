"""Purchase Order: what was ordered from a supplier. Receiving and paying it is not offered."""

import frappe
from erpnext.accounts.party import get_party_account_currency, get_party_details
from erpnext.controllers.accounts_controller import AccountsController
from erpnext.stock.stock_balance import get_ordered_qty, update_bin_qty
from frappe import _
from frappe.utils import flt, getdate


class PurchaseOrder(AccountsController):
	def validate(self) -> None:
		super().validate()
		self.validate_schedule_date()
		self.validate_uom_is_integer("uom", "qty")
		party = {"party_type": "Supplier", "party": self.supplier}
		self.party_account_currency = get_party_account_currency(company=self.company, **party)
		self.set_status()

	def on_submit(self) -> None:
		self.set_status(update=True)
		self.update_ordered_qty()

	def on_cancel(self) -> None:
		self.ignore_linked_doctypes = ("GL Entry", "Payment Ledger Entry")
		self.db_set("status", "Cancelled")
		self.update_ordered_qty()

	def set_missing_party_details(self) -> None:
		"""Name, addresses, contact and price list of the supplier, where the document has none."""
		if not self.supplier:
			return
		details = get_party_details(self.supplier, "Supplier", self.company)
		default = frappe.db.get_single_value("Buying Settings", "buying_price_list")
		details["buying_price_list"] = details.pop("price_list", None) or default
		for field, value in details.items():
			if value is not None and self.meta.has_field(field) and not self.get(field):
				self.set(field, value)

	def validate_schedule_date(self) -> None:
		"""Each row has a day by which it is needed, not before the order; the order has the first of them."""
		for row in self.items:
			row.schedule_date = row.schedule_date or self.schedule_date
			if not row.schedule_date:
				frappe.throw(_("Row #{0}: Please enter Reqd by Date").format(row.idx))
			if getdate(row.schedule_date) < getdate(self.transaction_date):
				frappe.throw(_("Row #{0}: Reqd by Date cannot be before Transaction Date").format(row.idx))
		if self.items:
			self.schedule_date = min(getdate(row.schedule_date) for row in self.items)

	def get_status(self) -> str:
		"""Draft, Cancelled, or what is left to receive and to bill."""
		if self.docstatus != 1:
			return "Draft" if self.docstatus == 0 else "Cancelled"
		if self.status in ("Closed", "On Hold"):
			return self.status
		is_received, is_billed = flt(self.per_received, 2) >= 100, flt(self.per_billed, 2) >= 100
		if is_received:
			return "Completed" if is_billed else "To Bill"
		return "To Receive" if is_billed else "To Receive and Bill"

	def update_ordered_qty(self) -> None:
		"""What the warehouses expect."""
		stock_items = set(self.get_stock_items())
		for item_code, warehouse in dict.fromkeys((row.item_code, row.warehouse) for row in self.items):
			if item_code in stock_items and warehouse:
				update_bin_qty(item_code, warehouse, {"ordered_qty": get_ordered_qty(item_code, warehouse)})
