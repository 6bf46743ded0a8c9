"""What all documents with a party, rows and prices have in common, and the later change of an order's rows."""

import frappe
from erpnext.accounts.overdue import update_invoice_status
from erpnext.accounts.party import get_party_account_currency, validate_party_frozen_disabled
from erpnext.controllers.item_rows import ItemRows
from erpnext.controllers.payment_schedule import set_payment_schedule, validate_payment_schedule
from erpnext.controllers.status_updater import StatusUpdater
from erpnext.controllers.taxes_and_totals import calculate_taxes_and_totals
from erpnext.controllers.update_items import update_child_qty_rate
from erpnext.setup.utils import get_exchange_rate
from frappe import _
from frappe.utils import flt, money_in_words, today

__all__ = ["AccountsController", "get_taxes_and_charges", "update_child_qty_rate", "update_invoice_status"]

TAX_ROW_FIELDS = tuple(
	"charge_type row_id account_head description included_in_print_rate cost_center rate tax_amount".split()
)


class AccountsController(ItemRows, StatusUpdater):
	"""Base of Quotation, Sales Order, Delivery Note, Sales Invoice, Purchase Order and their like."""

	def onload(self):
		key = "make_payment_via_journal_entry"
		self.set_onload(key, frappe.db.get_single_value("Accounts Settings", key))

	def validate(self):
		self.validate_qty_is_not_zero()
		self.fill_in()
		self.compute()
		if self.meta.has_field("payment_schedule"):
			self.set_payment_schedule()
			validate_payment_schedule(self)

	def fill_in(self) -> None:
		"""What the document takes from others; refused where that does not fit."""
		self.set_missing_values(for_validate=True)
		self.validate_party()
		self.validate_currency()

	def compute(self) -> None:
		"""All quantities and amounts."""
		self.set_qty_as_per_stock_uom()
		self.calculate_taxes_and_totals()
		self.validate_grand_total()
		self.set_stock_uom_rates()
		self.set_total_in_words()

	# Party and company

	@property
	def company_currency(self) -> str:
		"""The currency that the document's company keeps its books in."""
		return frappe.get_cached_value("Company", self.company, "default_currency")

	def get_company_default(self, fieldname: str, ignore_validation: bool = False):
		"""A default of the company; refused where it is empty."""
		value = frappe.get_cached_value("Company", self.company, fieldname)
		if not (value or ignore_validation):
			label = frappe.get_meta("Company").get_label(fieldname)
			frappe.throw(
				_("Please set default {0} in Company {1}").format(frappe.bold(_(label)), self.company)
			)
		return value

	def get_party(self) -> tuple[str | None, str | None]:
		"""DocType and name of whom the document is made out to."""
		if self.meta.has_field("quotation_to"):
			return self.quotation_to, self.party_name
		return "Customer", self.get("customer")

	def validate_party(self) -> None:
		"""Refuse a party that is disabled or frozen."""
		validate_party_frozen_disabled(*self.get_party())

	def get_date(self):
		"""The document's own day."""
		return self.get("posting_date") or self.get("transaction_date") or today()

	# Currency and prices

	def set_missing_values(self, for_validate: bool = False) -> None:
		"""Fill in what is empty: dates, party, price list, rows; for a new document its taxes too."""
		for field in ("posting_date", "transaction_date"):
			if self.meta.has_field(field) and not self.get(field):
				self.set(field, today())
		self.set_missing_party_details()
		self.set_price_list_currency()
		self.set_missing_item_details()
		if not for_validate:
			self.set_taxes()

	def set_missing_party_details(self) -> None:
		"""What the document takes from its party; a controller that sells or buys says it."""

	def set_price_list_currency(self) -> None:
		"""Currency and exchange rates of the document and of its price list."""
		if not self.meta.has_field("currency"):
			return
		price_list, kind = self.get("selling_price_list"), "for_selling"
		if price_list:
			self.price_list_currency = frappe.get_cached_value("Price List", price_list, "currency")
		if self.price_list_currency and not flt(self.plc_conversion_rate):
			self.plc_conversion_rate = self._get_rate(self.price_list_currency, kind)
		self.currency = self.currency or self.price_list_currency or self.company_currency
		if self.currency == self.company_currency:
			self.conversion_rate = 1.0
		elif not flt(self.conversion_rate):
			self.conversion_rate = self._get_rate(self.currency, kind)

	def _get_rate(self, currency: str, kind: str) -> float:
		if currency == self.company_currency:
			return 1.0
		return flt(get_exchange_rate(currency, self.company_currency, self.get_date(), kind))

	def validate_currency(self) -> None:
		"""Refuse a foreign currency without exchange rate."""
		if self.meta.has_field("conversion_rate") and not flt(self.conversion_rate):
			frappe.throw(
				_("{0} is mandatory. Maybe Currency Exchange record is not created for {1} to {2}.").format(
					_(self.meta.get_label("conversion_rate")), self.currency, self.company_currency
				)
			)

	# Totals

	def calculate_taxes_and_totals(self) -> None:
		"""Compute all amounts anew."""
		calculate_taxes_and_totals(self)

	def is_rounded_total_disabled(self) -> bool:
		"""Does the document go without a rounded total?"""
		field = "disable_rounded_total"
		own = self.meta.has_field(field)
		return bool(self.get(field) if own else frappe.db.get_single_value("Global Defaults", field))

	def validate_grand_total(self) -> None:
		"""Refuse a total below zero, but for a return."""
		if self.get("is_return") or not self.meta.has_field("base_grand_total"):
			return
		if flt(self.base_grand_total) < 0:
			label = _(self.meta.get_label("base_grand_total"))
			frappe.throw(_("Incorrect value:") + _("{0} must be {1} {2}").format(label, ">=", "0.0"))

	def set_total_in_words(self) -> None:
		"""The totals, spelled out in both currencies."""
		if frappe.db.get_single_value("Global Defaults", "disable_in_words"):
			return
		for prefix, currency in (("", self.get("currency")), ("base_", None)):
			if self.meta.has_field(f"{prefix}in_words"):
				total = flt(self.get(f"{prefix}rounded_total")) or flt(self.get(f"{prefix}grand_total"))
				words = money_in_words(abs(total), currency or self.company_currency)
				self.set(f"{prefix}in_words", words)

	# Taxes

	def set_taxes(self) -> None:
		"""The rows of the tax template, where the document has none."""
		if self.meta.has_field("taxes") and not self.get("taxes"):
			self.append_taxes_from_master()

	def append_taxes_from_master(self, tax_master_doctype: str | None = None) -> None:
		"""Add the rows of the tax template that the document names."""
		template, field = self.get("taxes_and_charges"), self.meta.get_field("taxes_and_charges")
		for row in get_taxes_and_charges(tax_master_doctype or field.options, template) if template else ():
			self.append("taxes", row)

	# Payment

	def set_payment_schedule(self) -> None:
		"""When which part is to be paid."""
		set_payment_schedule(self)

	def set_total_advance_paid(self) -> None:
		"""Write on an order what was paid for it before any invoice, in the currency of the party's account."""
		ledger = frappe.get_all(
			"Payment Ledger Entry",
			filters={
				"against_voucher_type": self.doctype,
				"against_voucher_no": self.name,
				"company": self.company,
				"delinked": 0,
			},
			pluck="amount_in_account_currency",
		)
		paid = flt(abs(sum(ledger)), self.precision("advance_paid"))
		party_type, party = self.get_party()
		currency = get_party_account_currency(party_type, party, self.company)
		self._validate_advance(paid, currency)
		frappe.db.set_value(
			self.doctype, self.name, {"advance_paid": paid, "party_account_currency": currency}
		)

	def _validate_advance(self, paid: float, currency: str | None) -> None:
		is_own = currency == self.currency
		total = self.rounded_total or self.grand_total
		if not is_own:
			total = self.base_rounded_total or self.base_grand_total
		if paid > flt(total, self.precision("advance_paid")):
			frappe.throw(
				_(
					"Total advance ({0}) against Order {1} cannot be greater than the Grand Total ({2})"
				).format(
					frappe.format_value(paid, {"fieldtype": "Currency", "options": currency}),
					self.name,
					frappe.format_value(total, {"fieldtype": "Currency", "options": currency}),
				)
			)


def get_taxes_and_charges(master_doctype: str, master_name: str) -> list[dict]:
	"""The tax rows of a template, as rows for a document."""
	rows = frappe.get_cached_doc(master_doctype, master_name).get("taxes")
	return [{field: row.get(field) for field in TAX_ROW_FIELDS} for row in rows]


def get_default_taxes_and_charges(master_doctype: str, company: str | None = None) -> dict:
	"""The company's default tax template and its rows; empty where there is none."""
	filters = {"company": company, "is_default": 1, "disabled": 0}
	name = frappe.db.get_value(master_doctype, filters) if company else None
	if not name:
		return {}
	return {"taxes_and_charges": name, "taxes": get_taxes_and_charges(master_doctype, name)}
