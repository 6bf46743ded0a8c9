"""The rate of a row: list price, margin and discount."""

from frappe.utils import flt

ROUNDED = ("qty", "discount_percentage", "margin_rate_or_amount", "price_list_rate", "rate")


def set_rate(doc, row) -> None:
	"""The rate of a row: what was entered, else the list price with its margin, less its discount."""
	for field in ROUNDED:
		row.set(field, flt(row.get(field), row.precision(field)) if row.meta.has_field(field) else 0.0)
	listed = flt(row.price_list_rate)
	if flt(row.discount_percentage) == 100:
		row.rate = 0.0
	elif listed and not row.rate:
		row.rate = flt(listed * (1 - row.discount_percentage / 100), row.precision("rate"))
		row.discount_amount = listed * row.discount_percentage / 100
	if not row.meta.has_field("margin_type"):
		return
	with_margin = _get_rate_with_margin(row, listed)
	row.rate_with_margin = with_margin
	row.base_rate_with_margin = with_margin * flt(doc.conversion_rate)
	if with_margin > 0:
		_discount_margin_rate(row, with_margin)
	elif listed > 0:
		row.discount_amount = listed - row.rate


def _get_rate_with_margin(row, listed: float) -> float:
	"""The list price and the margin on it; a rate above the list price says its margin itself."""
	if not listed:
		return 0.0
	if row.rate > listed:
		row.margin_type = "Amount"
		row.margin_rate_or_amount = flt(row.rate - listed, row.precision("margin_rate_or_amount"))
		return 0.0
	if not (row.margin_type and row.margin_rate_or_amount):
		return 0.0
	margin = flt(row.margin_rate_or_amount)
	return listed + (margin if row.margin_type == "Amount" else listed * margin / 100)


def _discount_margin_rate(row, with_margin: float) -> None:
	row.rate = flt(with_margin * (1 - row.discount_percentage / 100), row.precision("rate"))
	if row.discount_amount and not row.discount_percentage:
		row.rate = with_margin - row.discount_amount
	else:
		row.discount_amount = with_margin - row.rate
