"""Item Price: what an item costs in a price list, from a day on."""

import frappe
from frappe import _
from frappe.model.document import Document


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

	def _validate_dates(self) -> None:
		if self.valid_from and self.valid_upto and str(self.valid_from) > str(self.valid_upto):
			frappe.throw(_("Valid From Date not lesser than Valid Upto Date."))
