"""Department: the tree of a company's departments."""

import frappe
from frappe.utils.nestedset import Tree


class Department(Tree):
	def autoname(self):
		abbreviation = frappe.get_cached_value("Company", self.company, "abbr") if self.company else None
		self.name = f"{self.department_name} - {abbreviation}" if abbreviation else self.department_name
