"""Bin: an item in a warehouse."""

import frappe
from frappe.model.document import Document
from frappe.utils import flt

COMING = ("actual_qty", "ordered_qty", "indented_qty", "planned_qty")
GOING = (
	"reserved_qty",
	"reserved_qty_for_production",
	"reserved_qty_for_sub_contract",
	"reserved_qty_for_production_plan",
)


class Bin(Document):
	def validate(self) -> None:
		self.stock_uom = self.stock_uom or frappe.get_cached_value("Item", self.item_code, "stock_uom")
		self.set_projected_qty()

	def set_projected_qty(self) -> None:
		"""What will be there when everything ordered has come and gone."""
		coming = sum(flt(self.get(field)) for field in COMING)
		self.projected_qty = coming - sum(flt(self.get(field)) for field in GOING)
