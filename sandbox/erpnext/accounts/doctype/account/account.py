"""Account: a node of a company's chart of accounts."""

import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet


class Account(NestedSet):
	def autoname(self) -> None:
		abbreviation = frappe.get_cached_value("Company", self.company, "abbr")
		self.name = " - ".join(filter(None, (self.account_number, self.account_name.strip(), abbreviation)))

	def validate(self) -> None:
		parent = self._get_parent()
		if parent:
			self.root_type = parent.root_type
		elif not self.root_type:
			frappe.throw(_("Root Type is mandatory"))
		is_in_balance_sheet = self.root_type in ("Asset", "Liability", "Equity")
		self.report_type = "Balance Sheet" if is_in_balance_sheet else "Profit and Loss"

	def _get_parent(self):
		if not self.parent_account:
			return None
		parent = frappe.get_cached_doc("Account", self.parent_account)
		if not parent.is_group:
			frappe.throw(
				_("Account {0}: Parent account {1} can not be a ledger").format(self.name, parent.name)
			)
		if parent.company != self.company:
			frappe.throw(
				_("Account {0}: Parent account {1} does not belong to company: {2}").format(
					self.name, parent.name, self.company
				)
			)
		return parent
