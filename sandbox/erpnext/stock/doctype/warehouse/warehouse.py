"""Warehouse: a place, or a group of places, where goods are kept."""

import frappe
from frappe.utils.nestedset import NestedSet


class Warehouse(NestedSet):
	def autoname(self) -> None:
		suffix = f" - {frappe.get_cached_value('Company', self.company, 'abbr')}" if self.company else ""
		self.name = self.warehouse_name.removesuffix(suffix) + suffix
