"""Payment Entry: money that came from a customer or was paid back, and what it is for."""

import erpnext
import frappe
from erpnext.accounts.doctype.payment_entry.payment_references import (
	get_reference_details,
	set_reference_details,
	validate_references,
)
from erpnext.accounts.general_ledger import make_gl_entries
from erpnext.accounts.party import get_party_account
from erpnext.accounts.utils import get_account_currency, get_balance_on
from erpnext.accounts.voucher import Voucher
from frappe import _
from frappe.contacts.doctype.contact.contact import get_default_contact
from frappe.model.document import Document
from frappe.utils import flt, money_in_words, nowdate

AMOUNT_FIELDS = ("paid_amount", "received_amount")


class PaymentEntry(Voucher, Document):
	def validate(self) -> None:
		self.validate_payment_type()
		self.set_missing_values()
		self.set_missing_ref_details()
		self.validate_amounts_given()
		validate_references(self)
		self.set_amounts()
		self.set_remarks()
		self.validate_transaction_reference()
		self.set_title()
		self.set_status()
		self.set_total_in_words()

	def on_submit(self) -> None:
		if self.difference_amount:
			frappe.throw(_("Difference Amount must be zero"))
		self.make_gl_entries()
		self._tell_others()

	def on_cancel(self) -> None:
		self.ignore_ledgers()
		self.make_gl_entries(cancel=True)
		frappe.db.delete(
			"Sales Invoice Advance", {"reference_type": self.doctype, "reference_name": self.name}
		)
		self._tell_others()

	def _tell_others(self) -> None:
		"""Open amounts, advances on orders and the status follow the bookings."""
		self.set_missing_ref_details()
		self.update_advance_paid()
		self.set_status()

	# Filling in

	def set_missing_values(self) -> None:
		"""Party's account, name, contact and balances."""
		if not self.party:
			return
		if not self.paid_from:  # of a refund it is the bank, and given
			self.paid_from = get_party_account(self.party_type, self.party, self.company)
		self.party_name = self.party_name or frappe.db.get_value(
			self.party_type, self.party, frappe.scrub(self.party_type) + "_name"
		)
		if not self.contact_person:
			self.contact_person = get_default_contact(self.party_type, self.party)
			self.contact_email = self.contact_person and frappe.db.get_value(
				"Contact", self.contact_person, "email_id"
			)
		self._set_account_values("paid_from")
		self._set_account_values("paid_to")
		if not self.party_balance:
			self.party_balance = get_balance_on(
				party_type=self.party_type, party=self.party, company=self.company, date=self.posting_date
			)

	def _set_account_values(self, field: str) -> None:
		account = self.get(field)
		if not account:
			return
		self.set(f"{field}_account_type", frappe.get_cached_value("Account", account, "account_type"))
		self.set(f"{field}_account_currency", get_account_currency(account))
		if not self.get(f"{field}_account_balance"):
			self.set(f"{field}_account_balance", get_balance_on(account, date=self.posting_date))

	def set_missing_ref_details(self) -> None:
		"""Totals, open amounts and due dates of what is paid."""
		for row in self.references:
			if row.reference_name:
				set_reference_details(self, row)

	def set_title(self) -> None:
		"""The party."""
		self.title = self.party_name or self.party

	# Amounts

	def set_amounts(self) -> None:
		"""What is allocated, what is left, and what does not fit."""
		company_currency = erpnext.get_company_currency(self.company)
		for field in ("paid_from", "paid_to"):
			if self.get(f"{field}_account_currency") not in (None, company_currency):
				raise NotImplementedError("payments between accounts in foreign currency")
		self.source_exchange_rate = self.target_exchange_rate = 1.0
		self.received_amount = self.paid_amount
		for field in AMOUNT_FIELDS:
			value = flt(self.get(field), self.precision(field))
			self.update(
				{f"{field}_after_tax": value, f"base_{field}": value, f"base_{field}_after_tax": value}
			)
		allocated = abs(sum(flt(row.allocated_amount) for row in self.references))
		self.total_allocated_amount = self.base_total_allocated_amount = flt(
			allocated, self.precision("total_allocated_amount")
		)
		deducted = sum(flt(row.amount) for row in self.deductions)
		self.unallocated_amount = 0
		if allocated < self.base_received_amount + deducted:
			left = self.base_received_amount + deducted - allocated
			self.unallocated_amount = flt(left, self.precision("unallocated_amount"))
		difference = allocated + flt(self.unallocated_amount) - self.base_received_amount - deducted
		self.difference_amount = flt(difference, self.precision("difference_amount"))

	# Checks

	def validate_payment_type(self) -> None:
		"""Refuse what is neither money received nor a refund."""
		if self.payment_type not in ("Receive", "Pay", "Internal Transfer"):
			frappe.throw(_("Payment Type must be one of Receive, Pay and Internal Transfer"))
		if self.payment_type == "Internal Transfer" or self.party_type != "Customer":
			raise NotImplementedError(f"Payment Entry: {self.payment_type} with {self.party_type}")

	def validate_amounts_given(self) -> None:
		"""Refuse a payment of nothing."""
		if missing := next((field for field in AMOUNT_FIELDS if not self.get(field)), None):
			label = self.meta.get_label(missing)
			frappe.throw(_("{0} is mandatory").format(_(label)))

	def validate_transaction_reference(self) -> None:
		"""Refuse a bank transaction without the bank's reference."""
		is_bank = "Bank" in (self.paid_to_account_type, self.paid_from_account_type)
		if is_bank and not (self.reference_no and self.reference_date):
			frappe.throw(_("Reference No and Reference Date is mandatory for Bank transaction"))

	# Words

	def set_remarks(self) -> None:
		"""The text of the bookings."""
		if self.custom_remarks:
			return
		currency = _(self.paid_from_account_currency)
		moved, against = _("Amount {0} {1} {2} {3}"), _("Amount {0} {1} against {2} {3}")
		way = _("received from") if self.payment_type == "Receive" else _("paid to")
		number = _("Transaction reference no {0} dated {1}").format(self.reference_no, self.reference_date)
		lines = [
			moved.format(currency, self.paid_amount, way, self.party),
			number if self.reference_no else "",
			*(
				against.format(currency, row.allocated_amount, row.reference_doctype, row.reference_name)
				for row in self.references
				if row.allocated_amount
			),
		]
		self.remarks = "\n".join(filter(None, lines))

	def set_total_in_words(self) -> None:
		"""The amount, spelled out."""
		currency = erpnext.get_company_currency(self.company)
		self.base_in_words = money_in_words(abs(flt(self.base_paid_amount)), currency)
		self.in_words = money_in_words(abs(flt(self.paid_amount)), self.paid_to_account_currency)

	def set_status(self) -> None:
		"""Draft, Submitted or Cancelled."""
		self.status = ("Draft", "Submitted", "Cancelled")[self.docstatus]
		if not self.is_new():
			self.db_set("status", self.status, update_modified=True)

	# Bookings

	def make_gl_entries(self, cancel: bool = False) -> None:
		"""Book the payment, or with `cancel` reverse it: the ledger of payments by what it is for now."""
		make_gl_entries(self.get_gl_entries(), cancel=cancel)

	def get_gl_entries(self) -> list[dict]:
		"""Entries for the party, for the bank and for deductions."""
		entries = [self._get_party_entry(row) for row in self.references if flt(row.allocated_amount)]
		if self.unallocated_amount:
			entries.append(self._get_party_entry())
		_party, bank = self.get_accounts()
		received = self.get_sign() * flt(self.base_received_amount)
		entries.append(self.get_gl_dict({"account": bank, "against": self.party, "debit": received}))
		for row in self.deductions:
			values = {"account": row.account, "against": self.party, "cost_center": row.cost_center}
			entries.append(self.get_gl_dict({**values, "debit": flt(row.amount)}))
		return entries

	def get_sign(self) -> int:
		"""1 for money that came in, -1 for a refund."""
		return 1 if self.payment_type == "Receive" else -1

	def get_accounts(self) -> list[str]:
		"""The party's account, then the bank's."""
		return [self.paid_from, self.paid_to][:: self.get_sign()]

	def _get_party_entry(self, row=None) -> dict:
		account, bank = self.get_accounts()
		return self.get_gl_dict(
			{
				"account": account,
				"party_type": self.party_type,
				"party": self.party,
				"against": bank,
				"credit": flt(row.allocated_amount if row else self.get_sign() * self.unallocated_amount),
				"against_voucher_type": row.reference_doctype if row else None,
				"against_voucher": row.reference_name if row else None,
				"cost_center": self.cost_center,
			}
		)

	def update_advance_paid(self) -> None:
		"""Write on the orders what is paid for them."""
		for row in self.references:
			if row.reference_doctype == "Sales Order" and row.allocated_amount:
				frappe.get_doc("Sales Order", row.reference_name).set_total_advance_paid()


@frappe.whitelist()
def get_payment_entry(
	dt: str,
	dn: str,
	party_amount: float | None = None,
	bank_account: str | None = None,
	bank_amount: float | None = None,
	party_type: str | None = None,
	payment_type: str | None = None,
	reference_date: str | None = None,
) -> Document:
	"""A payment, not saved, of what is open of an invoice or an order, or of `party_amount`."""
	if dt not in ("Sales Invoice", "Sales Order"):
		raise NotImplementedError(f"get_payment_entry of {dt}")
	if bank_amount or (payment_type or "Receive") != "Receive":
		raise NotImplementedError("get_payment_entry with bank_amount or another payment_type")
	doc = frappe.get_doc(dt, dn)
	if dt == "Sales Order" and flt(doc.per_billed, 2) >= 100:
		frappe.throw(_("Can only make payment against unbilled {0}").format(_(dt)))
	account = doc.get("debit_to") or get_party_account("Customer", doc.customer, doc.company)
	details = get_reference_details(dt, dn, get_account_currency(account))
	amount = party_amount or details.outstanding_amount
	payment = _make_payment(doc, account, bank_account, flt(amount))
	payment.append(
		"references",
		{
			"reference_doctype": dt,
			"reference_name": dn,
			"due_date": doc.get("due_date"),
			"total_amount": party_amount or details.total_amount,
			"outstanding_amount": amount,
			"allocated_amount": amount,
		},
	)
	payment.reference_date = reference_date or nowdate()
	payment.set_missing_values()
	payment.set_missing_ref_details()
	payment.set_amounts()
	return payment


def _make_payment(doc: Document, account: str, bank_account: str | None, amount: float) -> Document:
	payment = frappe.new_doc("Payment Entry")
	is_refund, bank = amount < 0, bank_account or get_default_bank_cash_account(doc.company)
	payment.update(
		{
			"payment_type": "Pay" if is_refund else "Receive",
			"company": doc.company,
			"cost_center": doc.get("cost_center"),
			"posting_date": nowdate(),
			"party_type": "Customer",
			"party": doc.customer,
			"contact_person": doc.get("contact_person"),
			"contact_email": doc.get("contact_email"),
			"paid_from": bank if is_refund else account,
			"paid_to": account if is_refund else bank,
			"paid_amount": abs(amount),
			"received_amount": abs(amount),
			"letter_head": doc.get("letter_head"),
			"project": doc.get("project"),
		}
	)
	return payment


def get_default_bank_cash_account(company: str) -> str | None:
	"""The company's bank account, else its cash account."""
	accounts = frappe.get_cached_value("Company", company, ["default_bank_account", "default_cash_account"])
	return next(filter(None, accounts), None)
