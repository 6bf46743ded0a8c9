"""Supplier Group: the tree that suppliers are sorted into."""

from frappe.utils.nestedset import NestedSet, get_root_of


class SupplierGroup(NestedSet):
	nsm_parent_field = "parent_supplier_group"

	def validate(self):
		self.parent_supplier_group = self.parent_supplier_group or get_root_of("Supplier Group")
