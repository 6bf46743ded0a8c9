"""How many decimals money has: those of its currency, within those that the site keeps."""

from collections.abc import Sequence
from decimal import Decimal

import frappe

from salesflow_app.rules.money import get_decimals, read_format
from salesflow_app.rules.numbers import from_field

USUAL_DECIMALS = 2


def get_currency_decimals(currency: str | None) -> int:
	"""Decimals of a currency by its own number format: none for yen, three for Kuwaiti dinars; 2 where it says nothing."""
	number_format = currency and frappe.db.get_value("Currency", currency, "number_format", cache=True)
	return read_format(number_format) if number_format else USUAL_DECIMALS


def get_share_precision(currency: str, precision: int, amounts: Sequence[float | Decimal | None]) -> int:
	"""Decimals in which amounts are shared, so that nobody owes half a yen; `precision` is that of the field."""
	values = [from_field(amount, precision) for amount in amounts]
	return get_decimals(values, get_currency_decimals(currency), precision)
