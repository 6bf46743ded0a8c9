"""Fiscal Year: the days that are booked together. Two years of one company do not overlap."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, add_years, getdate


class FiscalYear(Document):
	def validate(self) -> None:
		start, end = getdate(self.year_start_date), getdate(self.year_end_date)
		if not self.is_short_year and end != getdate(add_days(add_years(start, 1), -1)):
			frappe.throw(_("Fiscal Year End Date should be one year after Fiscal Year Start Date"))
		if not self.companies:
			self._validate_overlap()

	def _validate_overlap(self) -> None:
		others = frappe.get_all(
			"Fiscal Year",
			filters={
				"name": ("!=", self.name),
				"year_start_date": ("<=", self.year_end_date),
				"year_end_date": (">=", self.year_start_date),
			},
			pluck="name",
		)
		for other in others:
			if not frappe.db.exists("Fiscal Year Company", {"parent": other}):
				frappe.throw(
					_(
						"Year start date or end date is overlapping with {0}. To avoid please set company"
					).format(other),
					frappe.NameError,
				)
