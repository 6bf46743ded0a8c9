"""Territory: the tree of places where customers are."""

from frappe.utils.nestedset import NestedSet, get_root_of


class Territory(NestedSet):
	nsm_parent_field = "parent_territory"

	def validate(self):
		self.parent_territory = self.parent_territory or get_root_of("Territory")
