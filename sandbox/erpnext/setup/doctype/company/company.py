"""Company: whose books these are. A new one gets its accounts, cost center, warehouses and tax templates."""

import frappe
from erpnext.accounts.chart import make_company_records
from frappe import _
from frappe.utils.nestedset import NestedSet


class Company(NestedSet):
	def validate(self):
		self.abbr = self.abbr or "".join(word[0] for word in self.company_name.split()).upper()
		twin = frappe.db.get_value("Company", {"abbr": self.abbr, "name": ("!=", self.name)})
		if twin:
			frappe.throw(_("Abbreviation already used for another company"))

	def on_update(self):
		super().on_update()
		if not frappe.db.exists("Account", {"company": self.name}):
			make_company_records(self)
			self.reload()
		frappe.clear_cache()
