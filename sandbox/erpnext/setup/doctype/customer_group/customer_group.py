"""Customer Group: the tree that customers are sorted into."""

from frappe.utils.nestedset import NestedSet, get_root_of


class CustomerGroup(NestedSet):
	nsm_parent_field = "parent_customer_group"

	def validate(self):
		self.parent_customer_group = self.parent_customer_group or get_root_of("Customer Group")
