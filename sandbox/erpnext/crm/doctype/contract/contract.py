"""Contract: signed or not, in force or not, fulfilled or not."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, nowdate


class Contract(Document):
	def validate(self):
		self.validate_dates()
		self.set_party_full_name()
		self.set_states()

	def before_submit(self):
		self.signed_by_company = frappe.session.user

	def before_update_after_submit(self):
		self.set_states()

	def set_states(self) -> None:
		"""Status and fulfilment follow from signature, dates and terms."""
		self.status = get_status(self.start_date, self.end_date) if self.is_signed else "Unsigned"
		self.fulfilment_status = self.get_fulfilment_status()

	def validate_dates(self) -> None:
		"""A contract does not end before it begins."""
		if self.end_date and self.start_date and getdate(self.end_date) < getdate(self.start_date):
			frappe.throw(_("End Date cannot be before Start Date."))

	def set_party_full_name(self) -> None:
		"""What the other side is called."""
		if not self.party_full_name and self.party_name:
			field = f"{frappe.scrub(self.party_type)}_name"
			self.party_full_name = frappe.db.get_value(self.party_type, self.party_name, field)

	def get_fulfilment_status(self) -> str:
		"""How many of the terms are met, where there are any."""
		if not self.requires_fulfilment:
			return "N/A"
		met = sum(bool(row.fulfilled) for row in self.fulfilment_terms)
		is_all = met == len(self.fulfilment_terms)
		status = "Fulfilled" if is_all and met else "Partially Fulfilled" if met else "Unfulfilled"
		is_late = self.fulfilment_deadline and getdate(self.fulfilment_deadline) < getdate(nowdate())
		return "Lapsed" if is_late and status != "Fulfilled" else status


def get_status(start_date, end_date) -> str:
	"""Active on the days between the dates, of which both may be missing."""
	today = getdate(nowdate())
	is_active = not (start_date and today < getdate(start_date)) and not (
		end_date and today > getdate(end_date)
	)
	return "Active" if is_active else "Inactive"


def update_status_for_contracts() -> None:
	"""Once a day: signed contracts begin and end."""
	contracts = frappe.get_all(
		"Contract", {"is_signed": 1, "docstatus": 1}, ["name", "start_date", "end_date"]
	)
	for row in contracts:
		frappe.db.set_value("Contract", row.name, "status", get_status(row.start_date, row.end_date))
