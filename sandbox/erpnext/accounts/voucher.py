"""What all documents that are booked have in common."""

import frappe
from erpnext.accounts.general_ledger import make_gl_entries, make_reverse_gl_entries
from erpnext.accounts.utils import get_account_currency, get_fiscal_year
from frappe.utils import flt, getdate, nowdate, nowtime

IGNORED_LINKS = ("GL Entry", "Stock Ledger Entry", "Payment Ledger Entry")
"""What a voucher books is reversed with it, so its links do not hold the voucher back."""


class Voucher:
	"""Part of Sales Invoice, Delivery Note, Payment Entry and Stock Entry."""

	def validate_posting_time(self) -> None:
		"""A document is booked now, unless the user has said when."""
		if not self.get("set_posting_time"):
			self.posting_date, self.posting_time = nowdate(), nowtime()
		elif not self.posting_time:
			self.posting_time = nowtime()
		self.posting_date = getdate(self.posting_date).strftime("%Y-%m-%d")

	def get_voucher_subtype(self) -> str:
		"""What kind of voucher the ledger says this is."""
		return (
			self.get("payment_type")
			or self.get("stock_entry_type")
			or self.get("voucher_type")
			or self.doctype
		)

	def get_gl_dict(self, args: dict, account_currency: str | None = None) -> dict:
		"""An entry of this voucher; amounts are in company currency, and in the account's where `args` say so."""
		currency = account_currency or get_account_currency(args["account"])
		entry = frappe._dict(
			company=self.company,
			posting_date=self.posting_date,
			fiscal_year=get_fiscal_year(self.posting_date, company=self.company)[0],
			voucher_type=self.doctype,
			voucher_no=self.name,
			voucher_subtype=self.get_voucher_subtype(),
			remarks=self.get("remarks") or self.get("remark"),
			is_opening=self.get("is_opening") or "No",
			is_advance="No",
			account_currency=currency,
			project=self.get("project"),
			**self._get_transaction_currency(),
		)
		entry.update(args)
		for side in ("debit", "credit"):
			amount = flt(entry.get(side))
			entry[side] = amount
			entry.setdefault(f"{side}_in_account_currency", amount)
			entry[f"{side}_in_transaction_currency"] = amount / (flt(entry.transaction_exchange_rate) or 1)
		return entry

	def _get_transaction_currency(self) -> dict:
		"""The document's own currency; a Payment Entry has two, and names neither."""
		if self.doctype == "Payment Entry":
			return {}
		currency = self.get("currency") or frappe.get_cached_value(
			"Company", self.company, "default_currency"
		)
		return {
			"transaction_currency": currency,
			"transaction_exchange_rate": self.get("conversion_rate") or 1,
		}

	def make_gl_entries(self, cancel: bool = False) -> None:
		"""Book the voucher, or with `cancel` reverse what it booked."""
		if cancel:
			make_reverse_gl_entries(voucher_type=self.doctype, voucher_no=self.name)
		else:
			make_gl_entries(self.get_gl_entries())

	def ignore_ledgers(self, *also: str) -> None:
		"""Let the voucher be cancelled although ledgers name it."""
		self.ignore_linked_doctypes = (*IGNORED_LINKS, *also)
