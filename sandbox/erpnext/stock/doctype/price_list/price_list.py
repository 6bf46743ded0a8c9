"""Price List: in which currency, and whether for selling, for buying, or both."""

import frappe
from frappe import _
from frappe.model.document import Document


class PriceList(Document):
	def validate(self) -> None:
		if not self.buying and not self.selling:
			frappe.throw(_("Price List must be applicable for Buying or Selling"))

	def on_update(self) -> None:
		for fieldname in ("selling", "buying"):
			settings, field = f"{fieldname.title()} Settings", f"{fieldname}_price_list"
			if self.get(fieldname) and self.enabled and not frappe.db.get_single_value(settings, field):
				frappe.db.set_single_value(settings, field, self.name)
		values = {"currency": self.currency, "buying": self.buying, "selling": self.selling}
		frappe.db.set_value("Item Price", {"price_list": self.name}, values)
