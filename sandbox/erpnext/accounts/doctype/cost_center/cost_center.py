"""Cost Center: a node of the tree that incomes and expenses are counted by."""

import frappe
from frappe.utils.nestedset import NestedSet


class CostCenter(NestedSet):
	def autoname(self) -> None:
		abbreviation = frappe.get_cached_value("Company", self.company, "abbr")
		self.name = " - ".join(
			filter(None, (self.cost_center_number, self.cost_center_name.strip(), abbreviation))
		)
