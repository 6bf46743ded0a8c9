"""GL Entry: one line in the books."""

import frappe
from erpnext.accounts.utils import get_fiscal_year
from frappe.model.document import Document


class GLEntry(Document):
	def autoname(self) -> None:
		"""A hash, as ERPNext gives it until its hourly job renames the entries."""
		self.name = frappe.generate_hash(length=10)
		self.to_rename = 1

	def validate(self) -> None:
		self.fiscal_year = self.fiscal_year or get_fiscal_year(self.posting_date, company=self.company)[0]
