"""Totals of a document: rates of its rows, discounts, taxes, rounding; in its own and in the company's currency.

Rounding follows ERPNext: rows are rounded one by one, a tax is rounded once it is summed over all rows, and what
is lost when a discount is divided goes to the last row.
"""

import json
from itertools import accumulate

import frappe
from erpnext.controllers.row_rates import set_rate
from frappe import _, scrub
from frappe.utils import flt
from frappe.utils.data import round_based_on_smallest_currency_fraction

ACTUAL, NET, QUANTITY = "Actual", "On Net Total", "On Item Quantity"
PREVIOUS_AMOUNT, PREVIOUS_TOTAL = "On Previous Row Amount", "On Previous Row Total"
CONVERTED = ("price_list_rate", "rate", "net_rate", "amount", "net_amount")


def calculate_taxes_and_totals(doc) -> None:
	"""Compute all amounts of the document from the rates, discounts and tax rows that people entered."""
	if doc.items:
		Totals(doc).calculate()


class Totals:
	"""One computation. `items` leaves out alternatives; `difference` is what rounding took from the grand total."""

	def __init__(self, doc):
		self.doc = doc
		self.items = [row for row in doc.items if not row.get("is_alternative")]
		self.taxes = doc.get("taxes") or []
		self.difference = 0.0
		self.expected = 0.0
		self.is_discounted = False

	def calculate(self) -> None:
		for row in self.doc.items:
			set_rate(self.doc, row)
			self._set_amount(row)
		self._validate_taxes()
		self._compute()
		if self.doc.meta.has_field("discount_amount"):
			self._apply_discount()
		self._set_rounded_total()
		if self.doc.meta.has_field("outstanding_amount"):
			set_outstanding(self.doc)

	def _compute(self) -> None:
		if not self.is_discounted:
			self._take_included_taxes_out()
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
		for field in ("total", "net_total"):
			source = "amount" if field == "total" else "net_amount"
			doc.set(field, flt(sum(row.get(source) for row in self.items), doc.precision(field)))
			base = sum(row.get(f"base_{source}") for row in self.items)
			doc.set(f"base_{field}", flt(base, doc.precision(f"base_{field}")))

	# Taxes

	def _validate_taxes(self) -> None:
		for row in self.taxes:
			if row.charge_type == ACTUAL:
				row.rate = None
			elif row.charge_type in (PREVIOUS_AMOUNT, PREVIOUS_TOTAL):
				_validate_previous_row(row)

	def _take_included_taxes_out(self) -> None:
		"""Prices that include taxes: the net price is what is left without them."""
		if not any(row.get("included_in_print_rate") for row in self.taxes):
			return
		for row in self.items:
			rates = get_item_rates(row)
			share, per_piece = self._get_included(rates)
			amount = flt(row.amount) - per_piece * flt(row.qty)
			if not row.qty or not (share or per_piece):
				continue
			row.net_amount = flt(amount / (1 + share), row.precision("net_amount"))
			row.net_rate = flt(row.net_amount / flt(row.qty), row.precision("net_rate"))
			self._convert(row, ("net_rate", "net_amount"))

	def _get_included(self, rates: dict) -> tuple[float, float]:
		"""The part of the net price, and the amount of each piece, that the included taxes come to."""
		parts, totals, share, per_piece = [], [], 0.0, 0.0
		for row in self.taxes:
			rate = _get_rate(row, rates) / 100 if row.get("included_in_print_rate") else 0.0
			part = 0.0
			if row.charge_type == NET:
				part = rate
			elif row.charge_type == PREVIOUS_AMOUNT and rate:
				part = rate * parts[int(row.row_id) - 1]
			elif row.charge_type == PREVIOUS_TOTAL and rate:
				part = rate * totals[int(row.row_id) - 1]
			elif row.charge_type == QUANTITY:
				per_piece += rate * 100
			parts.append(part)
			totals.append((totals[-1] if totals else 1) + part)
			share += part
		return share, per_piece

	def _set_taxes(self) -> None:
		shares = [self._get_shares(row) for row in self.items]
		running = self.doc.net_total
		for number, row in enumerate(self.taxes):
			amount = sum(share[number] for share in shares)
			row.tax_amount_after_discount_amount = flt(amount, row.precision("tax_amount"))
			if row.charge_type == ACTUAL:
				row.tax_amount = flt(row.tax_amount, row.precision("tax_amount"))
				row.tax_amount_after_discount_amount = row.tax_amount
			elif not (self.is_discounted and self.doc.apply_discount_on == "Grand Total"):
				row.tax_amount = row.tax_amount_after_discount_amount
			running = flt(running + row.tax_amount_after_discount_amount, row.precision("total"))
			row.total = running
			row.item_wise_tax_detail = self._get_item_wise(number, shares)
			self._convert(row, ("tax_amount", "total", "tax_amount_after_discount_amount"))

	def _get_shares(self, item) -> list[float]:
		"""What each tax takes of one item row."""
		rates, amounts, totals = get_item_rates(item), [], []
		for row in self.taxes:
			amount = self._get_share(row, item, _get_rate(row, rates), amounts, totals)
			amounts.append(amount)
			totals.append((totals[-1] if totals else flt(item.net_amount)) + amount)
		return amounts

	def _get_share(self, row, item, rate: float, amounts: list, totals: list) -> float:
		if row.charge_type == ACTUAL:
			whole = flt(row.tax_amount, row.precision("tax_amount"))
			return flt(item.net_amount) * whole / self.doc.net_total if self.doc.net_total else 0.0
		if row.charge_type == NET:
			return rate / 100 * flt(item.net_amount)
		if row.charge_type == PREVIOUS_AMOUNT:
			return rate / 100 * amounts[int(row.row_id) - 1]
		if row.charge_type == PREVIOUS_TOTAL:
			return rate / 100 * totals[int(row.row_id) - 1]
		if row.charge_type == QUANTITY:
			return rate * flt(item.qty)
		raise NotImplementedError(f"tax of charge type {row.charge_type!r}")

	def _get_item_wise(self, number: int, shares: list[list[float]]) -> str:
		found: dict[str, list[float]] = {}
		row = self.taxes[number]
		for item, share in zip(self.items, shares, strict=True):
			rate = _get_rate(row, get_item_rates(item))
			known = found.setdefault(item.item_code or item.item_name, [flt(rate), 0.0])
			known[1] += share[number] * flt(self.doc.conversion_rate)
		return json.dumps(found, separators=(",", ":"))

	# Totals

	def _set_grand_total(self) -> None:
		doc = self.doc
		self._set_difference()
		grand_total = (self.taxes[-1].total if self.taxes else doc.net_total) + self.difference
		doc.grand_total = flt(grand_total, doc.precision("grand_total"))
		doc.total_taxes_and_charges = flt(
			doc.grand_total - doc.net_total - self.difference, doc.precision("total_taxes_and_charges")
		)
		self._convert(doc, ("total_taxes_and_charges",))
		if doc.total_taxes_and_charges:
			self._convert(doc, ("grand_total",))
		else:
			doc.base_grand_total = flt(doc.base_net_total, doc.precision("base_grand_total"))

	def _set_difference(self) -> None:
		"""Cents that rounding took from prices with included taxes, or from a discount on the grand total."""
		if not self.taxes:
			return
		last, precision = self.taxes[-1], self.doc.precision("grand_total")
		if any(row.get("included_in_print_rate") for row in self.taxes):
			extra = sum(
				row.tax_amount_after_discount_amount for row in self.taxes if not row.included_in_print_rate
			)
			difference = self.doc.total + flt(extra) - flt(last.total)
			if self.is_discounted:
				difference -= flt(self.doc.discount_amount)
		elif self.is_discounted and self.doc.apply_discount_on == "Grand Total":
			self.difference = flt(self.expected - flt(last.total), precision)
			return
		else:
			return
		difference = flt(difference, precision)
		self.difference = difference if abs(difference) <= 5 / 10 ** last.precision("tax_amount") else 0.0

	def _set_rounded_total(self) -> None:
		doc = self.doc
		if not doc.meta.has_field("rounded_total"):
			return
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
			self.is_discounted = True
			self._compute()

	def _get_discountable(self) -> float:
		"""What the discount is divided on: the net total, or the grand total without fixed taxes."""
		if self.doc.apply_discount_on == "Net Total":
			return self.doc.net_total
		fixed: dict[int, float] = {}
		for row in self.taxes:
			if row.charge_type in (ACTUAL, QUANTITY):
				fixed[row.idx] = flt(row.tax_amount)
			elif row.charge_type == PREVIOUS_AMOUNT:
				fixed[row.idx] = fixed.get(int(row.row_id), 0.0) * flt(row.rate) / 100
			elif row.charge_type == PREVIOUS_TOTAL:
				below = sum(amount for idx, amount in fixed.items() if idx <= int(row.row_id))
				fixed[row.idx] = below * flt(row.rate) / 100
		return flt(self.doc.grand_total - sum(fixed.values()), self.doc.precision("grand_total"))

	def _divide_discount(self, whole: float) -> None:
		discount, given = flt(self.doc.discount_amount), 0.0
		parts = [discount * flt(row.net_amount) / whole for row in self.items]
		due = accumulate(row.net_amount - part for row, part in zip(self.items, parts, strict=True))
		for row, part, target in zip(self.items, parts, list(due), strict=True):
			given = self._reduce(row, part, target, given)

	def _reduce(self, row, part: float, target: float, given: float) -> float:
		"""Take a part of the discount off a row; what all rows up to it should sum up to corrects its cents."""
		digits = row.precision("net_amount")
		net, taken = flt(row.net_amount - part, digits), flt(part, digits)
		rest = flt(target - (given + net), self.doc.precision("net_total"))
		row.net_amount = flt(net + rest, digits)
		row.distributed_discount_amount = flt(taken + rest, max(digits, 6))
		row.net_rate = flt(row.net_amount / row.qty, row.precision("net_rate")) if row.qty else 0.0
		self._convert(row, ("net_rate", "net_amount"))
		return given + net + rest


def get_item_rates(row) -> dict:
	"""Tax account -> rate of this row, where its item has other taxes than the document."""
	return json.loads(row.get("item_tax_rate") or "{}") or {}


def _get_rate(row, rates: dict) -> float:
	return flt(rates[row.account_head] if row.account_head in rates else row.rate)


def _validate_previous_row(row) -> None:
	if row.idx == 1:
		frappe.throw(
			_(
				"Cannot select charge type as 'On Previous Row Amount' or 'On Previous Row Total' for first row"
			)
		)
	if not row.row_id:
		frappe.throw(
			_("Please specify a valid Row ID for row {0} in table {1}").format(row.idx, _(row.doctype))
		)
	if int(row.row_id) >= row.idx:
		frappe.throw(
			_("Cannot refer row number greater than or equal to current row number for this Charge type")
		)


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
