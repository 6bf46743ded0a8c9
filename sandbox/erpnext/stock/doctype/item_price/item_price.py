"""Item Price: what an item costs in a price list, from a day on."""

import frappe
from frappe import _
from frappe.model.document import Document

UNIQUE = tuple("item_code price_list uom valid_from valid_upto customer supplier packing_unit".split())


class ItemPriceDuplicateItem(frappe.ValidationError):
	"""The item has this price in the list already."""


class ItemPrice(Document):
	def validate(self) -> None:
		item = frappe.get_cached_doc("Item", self.item_code)
		self.item_name, self.item_description = item.item_name, item.description
		price_list = frappe.db.get_value(
			"Price List", self.price_list, ["enabled", "buying", "selling", "currency"], as_dict=True
		)
		if not price_list or not price_list.enabled:
			frappe.throw(_("The price list {0} does not exist or is disabled").format(self.price_list))
		self.buying, self.selling, self.currency = price_list.buying, price_list.selling, price_list.currency
		self._validate_dates()
		self._refuse_duplicate()

	def _validate_dates(self) -> None:
		if self.valid_from and self.valid_upto and str(self.valid_from) > str(self.valid_upto):
			frappe.throw(_("Valid From Date not lesser than Valid Upto Date."))

	def _refuse_duplicate(self) -> None:
		filters = {field: self.get(field) or ("is", "not set") for field in UNIQUE if field != "packing_unit"}
		filters.update({"packing_unit": self.packing_unit or 0, "name": ("!=", self.name or "")})
		if frappe.db.exists("Item Price", filters):
			frappe.throw(
				_(
					"Item Price appears multiple times based on Price List, Supplier/Customer, Currency, Item, Batch, UOM, Qty, and Dates."
				),
				ItemPriceDuplicateItem,
			)
