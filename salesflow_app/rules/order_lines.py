"""How one milestone is spread over the lines of an order, so that its invoice comes to exactly its amount."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .money import PlanError, read, round_half_up, share_running, show_money, to_amounts, to_units
from .numbers import STORED_DECIMALS
from .sentences import say

Row = tuple[Decimal, Decimal]
"""Quantity and rate."""
NEAR_HALF = Fraction(1, 10**6)


def share_remaining(remaining: Sequence[Decimal], amount: Decimal, precision: int) -> list[Decimal]:
	"""Spread `amount` over order lines in proportion to what is still unbilled of each (largest remainder).

	Same order as `remaining`; each share lies between 0 and what remains of its line, they sum to `amount`
	exactly. Lines that are overbilled (below zero) get nothing. Raises PlanError if too little remains.
	"""
	capacity = [max(0, to_units(value, "The open amount", precision, None)) for value in remaining]
	units, room = to_units(amount, say("The milestone amount"), precision), sum(capacity)
	_validate_room(units, room, precision)
	exact = [Fraction(units * value, room or 1) for value in capacity]
	shares = [int(value) for value in exact]
	by_remainder = sorted(range(len(exact)), key=lambda line: shares[line] - exact[line])
	for line in by_remainder[: units - sum(shares)]:
		shares[line] += 1
	return to_amounts(shares, precision)


def share_in_order(remaining: Sequence[Decimal], amount: Decimal, precision: int) -> list[Decimal]:
	"""Take `amount` from order lines one after the other, each up to what is still unbilled of it.

	Same order as `remaining`. Raises PlanError if too little remains.
	"""
	capacity = [max(0, to_units(value, "The open amount", precision, None)) for value in remaining]
	units = to_units(amount, say("The milestone amount"), precision)
	_validate_room(units, sum(capacity), precision)
	shares = []
	for room in capacity:
		shares.append(min(room, units))
		units -= shares[-1]
	return to_amounts(shares, precision)


def share_fixed(total: Decimal, amounts: Sequence[Decimal], precision: int) -> list[Decimal]:
	"""The parts of a fixed tax, like freight, that go with the milestones of a plan; they sum to `total` exactly.

	They depend on the plan alone, not on what was billed before: a draft that is deleted and made again, or a
	credited invoice, changes none of them. `total` may be negative.
	"""
	units = to_units(total, say("The tax"), precision, None)
	weights = [Fraction(to_units(amount, say("The milestone amount"), precision)) for amount in amounts]
	if not sum(weights):
		raise PlanError(say("The milestone plan has no amounts: enter an amount in each row."))
	return to_amounts(share_running(units, weights), precision)


def fit_line(amount: Decimal, qty: Decimal, precision: int, rate_precision: int | None = None) -> Row:
	"""Quantity and rate of an invoice row that comes to `amount` exactly.

	The row's amount is quantity x rate rounded to `precision` as ERPNext does; the rate has `rate_precision`
	decimals (default `precision`, never fewer). It keeps the order line's quantity where such a rate exists; else
	it is one piece at the amount: nobody understands two rows at rates a cent apart. No product lies on a half
	unit, so every rounding method gives the same.
	Raises PlanError for a negative amount, or for an amount without a quantity.
	"""
	units = to_units(amount, say("The milestone amount"), precision)
	qty = read(qty, say("The quantity"), STORED_DECIMALS)
	if not units:
		return qty, Decimal(0)
	if not qty:
		raise PlanError(
			say("{0} cannot be billed on a line with the quantity 0.", show_money(units, precision))
		)
	finer = 10 ** max(0, (rate_precision or 0) - precision)
	rate = _find_rate(units, Fraction(qty), finer)
	if rate is None:
		return Decimal(1), to_amounts([units], precision)[0]
	return qty, Decimal(rate).scaleb(-precision) / finer


def split_line(amount: Decimal, qty: Decimal, precision: int, rate_precision: int | None = None) -> list[Row]:
	"""Rows (quantity, rate) of a signed price that keep the quoted quantity and come to `amount` exactly.

	Row amounts are quantity x rate rounded to `precision` as ERPNext does; rates have `rate_precision`
	decimals (default `precision`, never fewer). One row where a rate exists, else two; a whole quantity
	stays whole in both. No product lies on a half unit, so every rounding method gives the same.
	Two rows may hold a rate of 0, where the amount has fewer smallest units than the quantity has pieces.
	Raises PlanError for a negative amount, or for an amount without a quantity.
	"""
	units = to_units(amount, say("The amount"), precision)
	qty = read(qty, say("The quantity"), STORED_DECIMALS)
	pieces = Fraction(qty)
	if not units:
		return [(qty, Decimal(0))]
	if not pieces:
		raise PlanError(
			say("{0} cannot be billed on a line with the quantity 0.", show_money(units, precision))
		)
	finer = 10 ** max(0, (rate_precision or 0) - precision)
	rate = _find_rate(units, pieces, finer)
	if rate is not None:
		return [(qty, Decimal(rate).scaleb(-precision) / finer)]
	low, moved = _find_two_rates(units, pieces)
	rows = [(qty - abs(moved), low), (Decimal(abs(moved)), low + (1 if moved > 0 else -1))]
	return [(quantity, to_amounts([rate], precision)[0]) for quantity, rate in rows]


def _find_two_rates(units: int, pieces: Fraction) -> tuple[int, int]:
	"""A rate for most, and how many whole pieces go one unit higher (or, below zero, lower)."""
	found = []
	for rate in (int(units / pieces), int(units / pieces) + 1):
		moved = units - round_half_up(pieces * rate)
		if abs(moved) < pieces:
			found.append((_is_near_half(pieces * rate), abs(moved), rate, moved))
	_, _, rate, moved = min(found)
	return rate, moved


def _find_rate(units: int, pieces: Fraction, finer: int) -> int | None:
	rate = round_half_up(units * finer / pieces)
	product = pieces * rate / finer
	return rate if round_half_up(product) == units and not _is_near_half(product) else None


def _is_near_half(product: Fraction) -> bool:
	"""A float may fall to either side here, and bankers round to even."""
	return abs(product % 1 - Fraction(1, 2)) < NEAR_HALF


def _validate_room(units: int, room: int, precision: int) -> None:
	if units > room:
		raise PlanError(
			say(
				"The milestone of {0} is more than the {1} still to be billed.",
				show_money(units, precision),
				show_money(room, precision),
			)
		)
