"""Project: work for a customer, often for a Sales Order."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate


class Project(Document):
	def validate(self) -> None:
		if self.expected_start_date and self.expected_end_date:
			if getdate(self.expected_end_date) < getdate(self.expected_start_date):
				frappe.throw(
					_("{0} must be after {1}").format(
						frappe.bold(_("Expected End Date")), frappe.bold(_("Expected Start Date"))
					),
					frappe.exceptions.InvalidDates,
				)

	def after_insert(self) -> None:
		if self.sales_order:
			frappe.db.set_value("Sales Order", self.sales_order, "project", self.name)
