"""Department: the tree of a company's departments."""

import frappe
from frappe.utils.nestedset import NestedSet, get_root_of


class Department(NestedSet):
	nsm_parent_field = "parent_department"

	def autoname(self):
		abbreviation = frappe.get_cached_value("Company", self.company, "abbr") if self.company else None
		self.name = f"{self.department_name} - {abbreviation}" if abbreviation else self.department_name

	def validate(self):
		if not self.parent_department:
			self.parent_department = get_root_of("Department") or ""
