"""Holiday List: the days of a period on which nobody works."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, getdate


class HolidayList(Document):
	def validate(self):
		days = [getdate(row.holiday_date) for row in self.get("holidays")]
		self.validate_days(days)
		self.total_holidays = len(days)
		self.refuse_twins(days)

	def validate_days(self, days: list) -> None:
		"""The period is one, and all days lie in it."""
		first, last = getdate(self.from_date), getdate(self.to_date)
		if last < first:
			frappe.throw(_("To Date cannot be before From Date"))
		outside = next((day for day in days if not first <= day <= last), None)
		if outside:
			text = _("The holiday on {0} is not between From Date and To Date")
			frappe.throw(text.format(formatdate(outside)))

	def refuse_twins(self, days: list) -> None:
		"""A day is in the list once."""
		twin = next((day for number, day in enumerate(days) if day in days[:number]), None)
		if twin:
			text = _("Holiday Date {0} added multiple times")
			frappe.throw(text.format(frappe.bold(formatdate(twin))))
