"""Totals of a document: rates of its rows, discounts, taxes, rounding; in its own and in the company's currency.

Rounding follows ERPNext: rows are rounded one by one, a tax is rounded once it is summed over all rows, and what
is lost when a discount is divided goes to the next row. Taxes are a percentage of the net total or a fixed amount.
"""

import json

import frappe
from erpnext.controllers.row_rates import set_rate
from erpnext.stock.get_item_details import get_item_tax_map
from frappe import _, scrub
from frappe.utils import flt
from frappe.utils.data import round_based_on_smallest_currency_fraction

ACTUAL, NET = "Actual", "On Net Total"
CONVERTED = ("price_list_rate", "rate", "net_rate", "amount", "net_amount")


def calculate_taxes_and_totals(doc) -> None:
	"""Compute all amounts of the document from the rates, discounts and tax rows that people entered."""
	if doc.items:
		Totals(doc).calculate()


class Totals:
	"""One computation. `items` leaves out alternatives; `expected` is the discounted grand total before rounding."""

	def __init__(self, doc):
		self.doc = doc
		self.items = [row for row in doc.items if not row.get("is_alternative")]
		self.taxes = doc.get("taxes") or []
		self.expected: float | None = None

	def calculate(self) -> None:
		for row in self.doc.items:
			set_rate(self.doc, row)
			self._set_amount(row)
			row.item_tax_rate = get_item_tax_map(self.doc.company, row.get("item_tax_template"))
		for row in self.taxes:
			_validate_tax(row)
		self._compute()
		if self.doc.meta.has_field("discount_amount"):
			self._apply_discount()
		if self.doc.meta.has_field("rounded_total"):
			self._set_rounded_total()
		if self.doc.meta.has_field("outstanding_amount"):
			set_outstanding(self.doc)

	def _compute(self) -> None:
		self._set_net_total()
		self._set_taxes()
		self._set_grand_total()

	# Rows

	def _set_amount(self, row) -> None:
		row.net_rate = row.rate
		row.amount = flt(row.rate * flt(row.qty), row.precision("amount"))
		row.net_amount = row.amount
		if row.meta.has_field("distributed_discount_amount"):
			row.distributed_discount_amount = 0.0
		self._convert(row, CONVERTED)

	def _convert(self, doc, fields: tuple[str, ...]) -> None:
		for field in fields:
			base = f"base_{field}"
			if doc.meta.has_field(base):
				value = flt(doc.get(field), doc.precision(field)) * flt(self.doc.conversion_rate)
				doc.set(base, flt(value, doc.precision(base)))

	def _set_net_total(self) -> None:
		doc = self.doc
		doc.total_qty = sum(flt(row.qty) for row in self.items)
		for field, source in (("total", "amount"), ("net_total", "net_amount")):
			doc.set(field, flt(sum(row.get(source) for row in self.items), doc.precision(field)))
			base = sum(row.get(f"base_{source}") for row in self.items)
			doc.set(f"base_{field}", flt(base, doc.precision(f"base_{field}")))

	# Taxes

	def _set_taxes(self) -> None:
		total = self.doc.net_total
		for row in self.taxes:
			parts = [self._get_part(row, item) for item in self.items]
			amount = row.tax_amount if row.charge_type == ACTUAL else sum(parts)
			row.tax_amount_after_discount_amount = flt(amount, row.precision("tax_amount"))
			if row.charge_type == ACTUAL or not self._is_grand_total_discounted():
				row.tax_amount = row.tax_amount_after_discount_amount
			total = flt(total + row.tax_amount_after_discount_amount, row.precision("total"))
			row.total = total
			row.item_wise_tax_detail = self._get_item_wise(row, parts)
			self._convert(row, ("tax_amount", "total", "tax_amount_after_discount_amount"))

	def _is_grand_total_discounted(self) -> bool:
		return self.expected is not None and self.doc.apply_discount_on == "Grand Total"

	def _get_part(self, row, item) -> float:
		"""What the tax takes of one item row."""
		if row.charge_type == NET:
			return get_tax_rate(row, item) / 100 * flt(item.net_amount)
		whole = flt(row.tax_amount, row.precision("tax_amount"))
		return flt(item.net_amount) * whole / self.doc.net_total if self.doc.net_total else 0.0

	def _get_item_wise(self, row, parts: list[float]) -> str:
		found: dict[str, list[float]] = {}
		for item, part in zip(self.items, parts, strict=True):
			known = found.setdefault(item.item_code or item.item_name, [get_tax_rate(row, item), 0.0])
			known[1] += part * flt(self.doc.conversion_rate)
		return json.dumps(found, separators=(",", ":"))

	# Totals

	def _set_grand_total(self) -> None:
		doc, difference = self.doc, 0.0
		total = self.taxes[-1].total if self.taxes else doc.net_total
		if self.taxes and self._is_grand_total_discounted():
			difference = flt(self.expected - flt(total), doc.precision("grand_total"))
		doc.grand_total = flt(total + difference, doc.precision("grand_total"))
		taxes = doc.grand_total - doc.net_total - difference
		doc.total_taxes_and_charges = flt(taxes, doc.precision("total_taxes_and_charges"))
		self._convert(doc, ("total_taxes_and_charges",))
		if doc.total_taxes_and_charges:
			self._convert(doc, ("grand_total",))
		else:
			doc.base_grand_total = flt(doc.base_net_total, doc.precision("base_grand_total"))

	def _set_rounded_total(self) -> None:
		doc = self.doc
		if doc.is_rounded_total_disabled():
			doc.rounded_total = doc.base_rounded_total = 0.0
			doc.rounding_adjustment = doc.base_rounding_adjustment = 0.0
			return
		precision = doc.precision("rounded_total")
		doc.rounded_total = round_based_on_smallest_currency_fraction(
			doc.grand_total, doc.currency, precision
		)
		adjustment = doc.rounded_total - doc.grand_total
		doc.rounding_adjustment = flt(adjustment, doc.precision("rounding_adjustment"))
		self._convert(doc, ("rounding_adjustment", "rounded_total"))

	# Discount on the whole document

	def _apply_discount(self) -> None:
		doc = self.doc
		if flt(doc.additional_discount_percentage):
			base = flt(doc.get(scrub(doc.apply_discount_on))) if doc.apply_discount_on else 0.0
			part = base * flt(doc.additional_discount_percentage) / 100
			doc.discount_amount = flt(part, doc.precision("discount_amount"))
		doc.base_discount_amount = 0.0
		if not doc.discount_amount:
			return
		if not doc.apply_discount_on:
			frappe.throw(_("Please select Apply Discount On"))
		self._convert(doc, ("discount_amount",))
		whole = self._get_discountable()
		if whole:
			self.expected = flt(doc.grand_total) - flt(doc.discount_amount)
			self._divide_discount(whole)
			self._compute()

	def _get_discountable(self) -> float:
		"""What the discount is divided on: the net total, or the grand total without fixed taxes."""
		if self.doc.apply_discount_on == "Net Total":
			return self.doc.net_total
		fixed = sum(flt(row.tax_amount) for row in self.taxes if row.charge_type == ACTUAL)
		return flt(self.doc.grand_total - fixed, self.doc.precision("grand_total"))

	def _divide_discount(self, whole: float) -> None:
		"""Each row gives its part; the cents that rounding takes from the sum so far are put on the row."""
		due = given = 0.0
		for row in self.items:
			precision = row.precision("net_amount")
			part = flt(self.doc.discount_amount) * flt(row.net_amount) / whole
			due += row.net_amount - part
			net_amount = flt(row.net_amount - part, precision)
			cents = flt(due - given - net_amount, self.doc.precision("net_total"))
			given += net_amount + cents
			row.net_amount = flt(net_amount + cents, precision)
			row.distributed_discount_amount = flt(flt(part, precision) + cents, max(precision, 6))
			row.net_rate = flt(row.net_amount / row.qty, row.precision("net_rate")) if row.qty else 0.0
			self._convert(row, ("net_rate", "net_amount"))


def _validate_tax(row) -> None:
	if row.charge_type not in (ACTUAL, NET) or row.get("included_in_print_rate"):
		raise NotImplementedError(f"a tax {row.charge_type!r}, or one that is included in the price")
	if row.charge_type == ACTUAL:
		row.rate = None


def get_tax_rate(row, item) -> float:
	"""The rate of a tax for an item, which may be taxed unlike the document."""
	rates = json.loads(item.get("item_tax_rate") or "{}")
	return flt(rates.get(row.account_head, row.rate))


def set_outstanding(doc) -> None:
	"""The advances of an invoice, and what is to be paid of a draft without them, in the party's currency."""
	if doc.docstatus == 2:
		return
	is_own = doc.party_account_currency == doc.currency
	total = flt(doc.rounded_total) or flt(doc.grand_total)
	if not is_own:
		total = flt(doc.base_rounded_total) or flt(doc.base_grand_total)
	precision = doc.precision("outstanding_amount")
	advance = flt(sum(flt(row.allocated_amount) for row in doc.get("advances") or []), precision)
	if advance > total > 0:
		frappe.throw(
			_("Advance amount cannot be greater than {0} {1}").format(doc.party_account_currency, total)
		)
	doc.total_advance = advance
	written_off = flt(doc.get("write_off_amount") if is_own else doc.get("base_write_off_amount"))
	if doc.docstatus == 0:
		doc.outstanding_amount = flt(total - advance - written_off, precision)
