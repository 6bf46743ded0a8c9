"""Journal Entry: accounts are booked directly; a line may pay a Sales Invoice."""

import erpnext
import frappe
from erpnext.accounts.general_ledger import make_gl_entries
from erpnext.accounts.utils import get_account_currency
from erpnext.accounts.voucher import Voucher
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money, money_in_words

PAYS = "Sales Invoice"


class JournalEntry(Voucher, Document):
	def validate(self) -> None:
		self.is_opening = self.is_opening or "No"
		for row in self.accounts:
			self._set_row_values(row)
			self._validate_party(row)
			self._validate_reference(row)
		self.set_total_debit_credit()
		self.set_against_account()
		self.set_party_facts()
		self.create_remarks()

	def before_submit(self) -> None:
		if self.difference:
			frappe.throw(
				_("Total Debit must be equal to Total Credit. The difference is {0}").format(self.difference)
			)

	def on_submit(self) -> None:
		self.make_gl_entries()

	def on_cancel(self) -> None:
		self.ignore_ledgers()
		self.make_gl_entries(cancel=True)

	def make_gl_entries(self, cancel: bool = False) -> None:
		"""Book the lines, each for itself, or with `cancel` reverse them."""
		make_gl_entries(self.get_gl_entries(), cancel=cancel, merge_entries=False)

	def _set_row_values(self, row: Document) -> None:
		row.account_type = frappe.get_cached_value("Account", row.account, "account_type")
		row.account_currency = get_account_currency(row.account)
		if row.account_currency != erpnext.get_company_currency(self.company):
			raise NotImplementedError("Journal Entry on accounts in foreign currency")
		row.exchange_rate = 1
		row.cost_center = row.cost_center or erpnext.get_default_cost_center(self.company)
		row.is_advance = row.is_advance or "No"
		for side in ("debit", "credit"):
			amount = flt(row.get(f"{side}_in_account_currency"), row.precision(f"{side}_in_account_currency"))
			row.set(f"{side}_in_account_currency", amount)
			row.set(side, amount)
		if row.debit and row.credit:
			frappe.throw(
				_("Row {0}: You cannot credit and debit same account at the same time").format(row.idx)
			)
		if not row.debit and not row.credit:
			frappe.throw(_("Row {0}: Both Debit and Credit values cannot be zero").format(row.idx))

	def _validate_party(self, row: Document) -> None:
		if row.account_type in ("Receivable", "Payable"):
			if not (row.party_type and row.party):
				frappe.throw(
					_(
						"Row {0}: Party Type and Party is required for Receivable / Payable account {1}"
					).format(row.idx, row.account)
				)
		elif row.party_type or row.party:
			row.party_type = row.party = None

	def _validate_reference(self, row: Document) -> None:
		if not row.reference_name:
			return
		if row.reference_type != PAYS:
			raise NotImplementedError(f"Journal Entry: a line for {row.reference_type}")
		invoice = frappe.get_doc(PAYS, row.reference_name)
		if invoice.docstatus != 1:
			frappe.throw(_("{0} {1} is not submitted").format(row.reference_type, row.reference_name))
		if (invoice.customer, invoice.debit_to) != (row.party, row.account):
			frappe.throw(
				_("Row {0}: Party / Account does not match with {1} / {2} in {3} {4}").format(
					row.idx, "Customer", "Debit To", row.reference_type, row.reference_name
				)
			)
		outstanding = flt(invoice.outstanding_amount)
		if flt(row.credit_in_account_currency) > outstanding:
			frappe.throw(
				_("Payment against {0} {1} cannot be greater than Outstanding Amount {2}").format(
					row.reference_type, row.reference_name, outstanding
				)
			)

	def set_total_debit_credit(self) -> None:
		"""Both sides, and what they differ by."""
		for side in ("debit", "credit"):
			total = flt(sum(flt(row.get(side)) for row in self.accounts), self.precision(f"total_{side}"))
			self.set(f"total_{side}", total)
		self.difference = flt(self.total_debit - self.total_credit, self.precision("difference"))

	def set_against_account(self) -> None:
		"""On each line, the accounts and parties of the other side."""
		debited = dict.fromkeys(row.party or row.account for row in self.accounts if row.debit)
		credited = dict.fromkeys(row.party or row.account for row in self.accounts if row.credit)
		for row in self.accounts:
			row.against_account = ", ".join(credited if row.debit else debited)

	def set_party_facts(self) -> None:
		"""Title, and what went to or came from whom."""
		party = next((row for row in self.accounts if row.party), None)
		self.title = (party.party if party else self.accounts[0].account) if not self.title else self.title
		if party:
			self.pay_to_recd_from = party.party
			self.total_amount = flt(party.debit or party.credit)
			self.total_amount_currency = party.account_currency
			self.total_amount_in_words = money_in_words(self.total_amount, self.total_amount_currency)

	def create_remarks(self) -> None:
		"""The text of the bookings: which invoices are paid."""
		lines = [_("Note: {0}").format(self.user_remark)] if self.user_remark else []
		if self.cheque_no:
			lines.append(_("Reference #{0} dated {1}").format(self.cheque_no, self.cheque_date))
		for row in self.accounts:
			if row.reference_type == PAYS and row.credit:
				amount = fmt_money(flt(row.credit), currency=row.account_currency)
				lines.append(_("{0} against Sales Invoice {1}").format(amount, row.reference_name))
		self.remark = "\n".join(lines)

	def get_gl_entries(self) -> list[dict]:
		"""An entry for each line."""
		return [
			self.get_gl_dict(
				{
					"account": row.account,
					"party_type": row.party_type,
					"party": row.party,
					"against": row.against_account,
					"debit": flt(row.debit),
					"credit": flt(row.credit),
					"against_voucher_type": row.reference_type or None,
					"against_voucher": row.reference_name or None,
					"cost_center": row.cost_center,
					"project": row.project,
					"due_date": self.due_date,
				}
			)
			for row in self.accounts
		]
