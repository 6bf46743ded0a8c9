"""Money of a story: the currency the client is billed in, amounts that it can hold, and what it is worth on the day."""

from dataclasses import dataclass

import frappe
from erpnext.setup.utils import get_exchange_rate
from frappe.utils import flt, fmt_money, today

from salesflow_app.documents.currency import get_currency_decimals

WORTH = {"JPY": (160, 0.00625), "KWD": (0.33, 3.03)}
"""Currency -> units that stand for one of the story's amounts, and what one is worth in euros."""
EXACT = 6
"""Decimals in which sums are compared: more than any currency has."""
DEARER = 1.04
"""What a unit is worth when the client pays, by what it was worth when they signed."""


@dataclass(frozen=True)
class Money:
	"""`units` of the currency stand for one unit of an amount in a story; `decimals` are those that can be paid."""

	currency: str
	decimals: int
	units: float = 1
	rate: float = 1

	def get(self, amount: float) -> float:
		"""An amount of the story, in this currency."""
		return flt(amount * self.units, self.decimals)

	@property
	def total(self) -> float:
		"""100,000 and one of the smallest units: no share of it comes out even."""
		return flt(self.get(100000) + 10**-self.decimals, self.decimals)

	@property
	def rate_at_payment(self) -> float:
		return flt(self.rate * DEARER, EXACT)

	def is_same(self, first: float, second: float) -> bool:
		"""Are they equal to the smallest unit, and below it?"""
		return flt(first, EXACT) == flt(second, EXACT)

	def say(self, amount: float) -> str:
		return fmt_money(amount, precision=self.decimals, currency=self.currency)


def get_money(company: str, currency: str | None = None) -> Money:
	"""The company's own currency, or another one at the rate of the day."""
	own = frappe.get_cached_value("Company", company, "default_currency")
	if not currency or currency == own:
		return Money(own, get_decimals(own))
	units, rate = WORTH[currency]
	frappe.db.set_value("Currency", currency, "enabled", 1)
	return Money(currency, get_decimals(currency), units, get_rate(currency, own, rate))


def get_decimals(currency: str) -> int:
	"""Decimals of the currency, as far as the site keeps them."""
	return min(get_currency_decimals(currency), frappe.get_precision("Sales Invoice", "grand_total") or 0)


def get_rate(currency: str, own: str, rate: float) -> float:
	"""What the site says of the day; the demo's `rate` where it says nothing, which an admin enters."""
	pair = {"from_currency": currency, "to_currency": own}
	if not frappe.db.exists("Currency Exchange", {**pair, "for_selling": 1}):
		values = {"date": today(), "exchange_rate": rate, "for_selling": 1, "for_buying": 1}
		frappe.get_doc({"doctype": "Currency Exchange", **pair, **values}).insert()
	return flt(get_exchange_rate(currency, own, today(), "for_selling"))


def get_receivable(company: str, currency: str) -> str | None:
	"""The account that bills in this currency are booked on, made where missing; None where it can be the company's own."""
	setting = "allow_multi_currency_invoices_against_single_party_account"
	if frappe.db.get_single_value("Accounts Settings", setting):
		return None
	account = {"company": company, "account_type": "Receivable", "account_currency": currency, "is_group": 0}
	if known := frappe.db.get_value("Account", account):
		return known
	own = frappe.get_cached_value("Company", company, "default_receivable_account")
	parent = frappe.get_cached_value("Account", own, "parent_account")
	values = {**account, "account_name": f"Debtors {currency}", "parent_account": parent}
	return frappe.get_doc({"doctype": "Account", **values}).insert().name
