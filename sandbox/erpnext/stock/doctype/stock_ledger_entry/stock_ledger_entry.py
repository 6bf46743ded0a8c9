"""Stock Ledger Entry: one movement of an item."""

import frappe
from frappe.model.document import Document


class StockLedgerEntry(Document):
	def autoname(self) -> None:
		"""A hash, as ERPNext gives it until its hourly job renames the entries."""
		self.name = frappe.generate_hash(length=10)
		self.to_rename = 1
