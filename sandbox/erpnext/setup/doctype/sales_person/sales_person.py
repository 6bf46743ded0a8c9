"""Sales Person: the tree of teams; each of its people may be an employee."""

import frappe
from frappe import _
from frappe.utils.nestedset import Tree


class SalesPerson(Tree):
	def validate(self):
		super().validate()
		self.enabled = 1 if self.enabled is None else self.enabled
		self.validate_employee_id()

	def validate_employee_id(self) -> None:
		"""An employee is one sales person only."""
		if not self.employee:
			return
		twin = frappe.db.get_value("Sales Person", {"employee": self.employee})
		if twin and twin != self.name:
			frappe.throw(_("Another Sales Person {0} exists with the same Employee id").format(twin))
