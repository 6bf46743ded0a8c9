"""Numbers as Frappe reads and rounds them. No formatting, no currencies."""

import math
from typing import Any

import frappe

BANKERS = "Banker's Rounding"
COMMERCIAL = "Commercial Rounding"


def cint(s: Any, default: int = 0) -> int:
	"""The value as a whole number, or the default where it is none."""
	try:
		return int(float(s))
	except (TypeError, ValueError, OverflowError):
		return default


def flt(s: Any, precision: int | None = None, rounding_method: str | None = None) -> float:
	"""The value as a number, 0.0 where it is none, rounded where a precision is given."""
	if isinstance(s, str):
		s = s.replace(",", "")
	try:
		num = float(s)
	except (TypeError, ValueError):
		return 0.0
	if precision is None:
		return num
	return rounded(num, precision, rounding_method) if math.isfinite(num) else 0.0


def rounded(num: float, precision: int | None = 0, rounding_method: str | None = None) -> float:
	"""Round by the site's rounding method (System Settings) or the one named."""
	precision = cint(precision)
	method = rounding_method or frappe.get_system_settings("rounding_method") or BANKERS
	if method in ROUNDINGS:
		return ROUNDINGS[method](num, precision) if num else 0.0
	if method == "Banker's Rounding (legacy)":
		raise NotImplementedError("frappe.utils.rounded with Banker's Rounding (legacy)")
	frappe.throw(frappe._("Unknown Rounding Method: {}").format(method), exc=frappe.InvalidRoundingMethod)


def _round_half_even(num: float, precision: int) -> float:
	"""Round; a number within the error of a float from the middle counts as the middle."""
	multiplier = 10**precision
	scaled = abs(num) * multiplier
	whole = math.floor(scaled)
	if abs(scaled - whole - 0.5) < 2.0 ** (math.log2(scaled) - 52):
		whole += whole % 2
	else:
		whole = round(scaled)
	return math.copysign(whole / multiplier, num) if whole else 0.0


def _round_half_up(num: float, precision: int) -> float:
	"""Round away from zero; the error of a float is added first."""
	return round(num + math.copysign(2.0 ** (math.log2(abs(num)) - 52), num), precision)


def remainder(numerator: float, denominator: float, precision: int = 2) -> float:
	"""What is left of a division of two amounts, at the given precision."""
	multiplier = 10 ** cint(precision)
	return flt((numerator * multiplier) % (denominator * multiplier) / multiplier, precision)


def round_based_on_smallest_currency_fraction(value: float, currency: str, precision: int = 2) -> float:
	"""Round an amount to the smallest coin of its currency."""
	smallest = flt(frappe.db.get_value("Currency", currency, "smallest_currency_fraction_value", cache=True))
	if not smallest:
		return rounded(value)
	rest = remainder(value, smallest, precision)
	value = value + smallest - rest if rest > smallest / 2 else value - rest
	return rounded(value, precision)


def ceil(s: Any) -> int:
	"""The next whole number up."""
	return _to_whole(s, math.ceil)


def floor(s: Any) -> int:
	"""The next whole number down."""
	return _to_whole(s, math.floor)


def _to_whole(s: Any, step) -> int:
	try:
		return cint(step(flt(s)))
	except (OverflowError, ValueError):
		return s


ROUNDINGS = {BANKERS: _round_half_even, COMMERCIAL: _round_half_up}
