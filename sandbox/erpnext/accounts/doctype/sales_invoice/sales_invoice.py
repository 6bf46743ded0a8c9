"""Sales Invoice: what a customer has to pay; its bookings, its open amount, its status."""

import frappe
from erpnext.accounts.advances import clear_unallocated_advances, set_advances, use_advances
from erpnext.accounts.doctype.sales_invoice.credit_note import set_update_outstanding_for_self
from erpnext.accounts.overdue import is_overdue
from erpnext.accounts.party import get_due_date, get_party_account
from erpnext.accounts.utils import get_account_currency, unlink_ref_doc_from_payment_entries
from erpnext.accounts.voucher import Voucher
from erpnext.controllers.follows_orders import FollowsOrders
from erpnext.controllers.order_progress import BILLED, DELIVERED
from erpnext.controllers.sales_and_purchase_return import make_return_doc, validate_return
from erpnext.controllers.selling_controller import SellingController
from erpnext.controllers.status_updater import Progress
from erpnext.selling.doctype.customer.customer import check_credit_limit
from erpnext.stock.doctype.delivery_note.delivery_note import update_billed_amounts
from erpnext.stock.moves import StockMoves
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate


class SalesInvoice(Voucher, StockMoves, FollowsOrders, SellingController):
	order_field = "sales_order"

	def validate(self) -> None:
		self.validate_posting_time()
		self.validate_customer()
		validate_return(self)
		set_update_outstanding_for_self(self)
		self.validate_due_date()
		super().validate()
		self.set_po_nos()
		self.validate_whole_units()
		if not self.is_return:
			self.validate_orders_open()
		self.validate_debit_to()
		if self.update_stock or not self.is_return:
			self.set_incoming_rate()
		self.set_against_income_account()
		if self.allocate_advances_automatically and not self.is_return:
			set_advances(self)
		clear_unallocated_advances(self)
		self.set_status()

	def before_submit(self) -> None:
		self.add_remarks()

	def on_submit(self) -> None:
		self.enter()
		if self.is_for_other:
			self.db_set("outstanding_amount", 0)
		if not self.is_return:
			self.check_credit_limit()
			use_advances(self)

	def on_cancel(self) -> None:
		self.ignore_ledgers()
		self.validate_orders_open()
		frappe.db.delete("Sales Invoice Advance", {"parent": self.name})
		setting = "unlink_payment_on_cancellation_of_invoice"
		if frappe.db.get_single_value("Accounts Settings", setting):
			unlink_ref_doc_from_payment_entries(self)
		self.enter()
		self.db_set("status", self.get_status())

	def enter(self) -> None:
		"""Orders, deliveries, stock and ledger follow the invoice, also when it is cancelled."""
		self.update_prevdoc_status()
		update_billed_amounts(self)
		if self.update_stock:
			self.move_goods()
		self.make_gl_entries(cancel=self.docstatus == 2)

	# Filling in

	def validate_customer(self) -> None:
		"""Refuse to compute anything without a customer."""
		if not self.customer:
			frappe.throw(_("Please select Customer first"))

	def set_missing_values(self, for_validate: bool = False) -> None:
		"""Account, due date, and what every selling document takes over."""
		if not self.debit_to:
			self.debit_to = get_party_account("Customer", self.customer, self.company)
		self.party_account_currency = get_account_currency(self.debit_to)
		if self.customer and not self.due_date:
			terms = {"party_type": "Customer", "party": self.customer, "company": self.company}
			self.due_date = get_due_date(self.posting_date, **terms)
		super().set_missing_values(for_validate=for_validate)

	def add_remarks(self) -> None:
		"""The text of the bookings."""
		self.remarks = self.remarks or self._name_order() or _("No Remarks")

	def _name_order(self) -> str | None:
		"""The customer's order in words; None where there is none."""
		if not self.po_no:
			return None
		if not self.po_date:
			return _("Against Customer Order {0}").format(self.po_no)
		text = _("Against Customer Order {0} dated {1}")
		return text.format(self.po_no, frappe.utils.formatdate(self.po_date))

	def set_against_income_account(self) -> None:
		"""The accounts that the customer's entry stands against."""
		accounts = dict.fromkeys(row.income_account for row in self.items if row.income_account)
		self.against_income_account = ",".join(accounts)

	# Checks

	def validate_due_date(self) -> None:
		"""Refuse a payment day before the invoice's own."""
		if self.due_date and not self.is_return and getdate(self.due_date) < getdate(self.posting_date):
			frappe.throw(_("Due Date cannot be before Posting / Supplier Invoice Date"))

	def validate_debit_to(self) -> None:
		"""Refuse an account that is no receivable of the company."""
		account = frappe.get_cached_doc("Account", self.debit_to)
		if account.account_type != "Receivable":
			frappe.throw(
				_(
					"Please ensure {0} account {1} is a Receivable account. Change the account type to Receivable or select a different account."
				).format(frappe.bold("Debit To"), frappe.bold(self.debit_to)),
				title=_("Invalid Account"),
			)

	def check_credit_limit(self) -> None:
		"""Refuse what is beyond the customer's credit, where no order has been checked for it."""
		if any(not (row.sales_order or row.delivery_note) for row in self.items):
			check_credit_limit(self.customer, self.company)

	# Orders and deliveries

	def get_progress(self) -> list[Progress]:
		"""What the invoice bills, and with `update_stock` delivers, of its orders."""
		found = []
		if not self.is_return or self.update_billed_amount_in_sales_order:
			found.append(BILLED)
		if self.update_stock:
			found.append(DELIVERED)
		return found

	# Status

	def set_status(
		self, update: bool = False, status: str | None = None, update_modified: bool = True
	) -> None:
		"""Find the status anew; with `update` write it."""
		if self.is_new():
			if self.get("amended_from"):
				self.status = "Draft"
			return
		self.status = status or self.get_status()
		if update:
			self.db_set("status", self.status, update_modified=update_modified)

	def get_status(self) -> str:
		"""Draft, Cancelled, or what the open amount, the due date and credit notes say."""
		if self.docstatus != 1:
			return "Draft" if self.docstatus == 0 else "Cancelled"
		outstanding = flt(self.outstanding_amount, self.precision("outstanding_amount"))
		if is_overdue(self):
			return "Overdue"
		if 0 < outstanding < self.get_total_in_party_account_currency():
			return "Partly Paid"
		if outstanding > 0:
			return "Unpaid"
		if self.is_return:
			return "Return"
		credit = {"is_return": 1, "return_against": self.name, "docstatus": 1}
		return "Credit Note Issued" if frappe.db.exists("Sales Invoice", credit) else "Paid"

	def get_total_in_party_account_currency(self) -> float:
		"""What the invoice comes to, in the currency its open amount is kept in."""
		prefix = "" if self.party_account_currency == self.currency else "base_"
		total = flt(self.get(f"{prefix}rounded_total")) or flt(self.get(f"{prefix}grand_total"))
		return flt(total, self.precision(f"{prefix}grand_total"))

	# Bookings

	def get_voucher_subtype(self) -> str:
		"""What kind of voucher the ledger says this is."""
		return _("Credit Note") if self.is_return else self.doctype

	def get_gl_entries(self) -> list[dict]:
		"""Entries for customer, taxes, income, stock and rounding."""
		entries = [self._get_customer_entry(), *self._get_tax_entries(), *self._get_income_entries()]
		if self.update_stock:
			entries += self.get_stock_gl_entries()
		if flt(self.base_rounding_adjustment) and flt(self.base_rounded_total):
			account, cost_center = (
				self.get_company_default(f"round_off_{field}") for field in ("account", "cost_center")
			)
			entries.append(self._get_credit(account, flt(self.base_rounding_adjustment), cost_center))
		return entries

	@property
	def is_for_other(self) -> bool:
		"""Does a credit note lower what is open of the invoice it credits, and not stay open itself?"""
		return bool(self.is_return and self.return_against and not self.update_outstanding_for_self)

	def _get_customer_entry(self) -> dict:
		entry = {field: self.get(field) for field in ("due_date", "cost_center")}
		entry.update(account=self.debit_to, party_type="Customer", party=self.customer)
		entry.update(against=self.against_income_account, against_voucher_type=self.doctype)
		entry["against_voucher"] = self.return_against if self.is_for_other else self.name
		entry["debit"] = flt(self.base_rounded_total) or flt(self.base_grand_total)
		entry["debit_in_account_currency"] = self.get_total_in_party_account_currency()
		return self.get_gl_dict(entry)

	def _get_credit(self, account: str, amount: float, cost_center: str | None, **more) -> dict:
		"""An entry of what the customer's debit is made up of."""
		who = {"account": account, "against": self.customer}
		return self.get_gl_dict({**who, "credit": amount, "cost_center": cost_center, **more})

	def _get_tax_entries(self) -> list[dict]:
		amounts = [(row, flt(row.base_tax_amount_after_discount_amount)) for row in self.taxes]
		return [
			self._get_credit(row.account_head, amount, row.cost_center) for row, amount in amounts if amount
		]

	def _get_income_entries(self) -> list[dict]:
		entries = []
		for row in self.items:
			if flt(row.base_net_amount):
				amount = flt(row.base_net_amount, row.precision("base_net_amount"))
				project = row.project or self.project
				entries.append(self._get_credit(row.income_account, amount, row.cost_center, project=project))
		return entries


@frappe.whitelist()
def make_sales_return(source_name: str, target_doc: str | None = None) -> Document:
	"""A credit note, not saved, for what was not credited yet."""
	return make_return_doc("Sales Invoice", source_name, target_doc)
