"""May goods leave? The clearance policy of Salesflow Settings against what the customer paid and owes."""

from __future__ import annotations

from decimal import Decimal

from .numbers import to_decimal
from .sentences import say

NONE = "None"
DEPOSIT_PAID = "Deposit Paid"
FULLY_PAID = "Fully Paid"
WITHIN_CREDIT = "Within Credit"


def blockers(
	policy: str,
	order_total: Decimal,
	paid: Decimal,
	advance_required: Decimal,
	credit_limit: Decimal,
	outstanding: Decimal,
	precision: int = 2,
) -> str | None:
	"""Return the sentence that says why goods may not leave yet, or None.

	Order total, payment and advance are of one order, with tax, in its currency; credit limit and
	outstanding are of the customer, this order included, in the company's currency. As in ERPNext a credit
	limit of 0 means none was set. Amounts are shown with `precision` decimals. Raises ValueError for an unknown policy, NumberError for a bad amount.
	"""
	if policy in ("", None, NONE):
		return None
	if policy == DEPOSIT_PAID:
		return _ask_for(
			say("deposit"), _read(advance_required, "Deposit"), _read(paid, "Paid", None), precision
		)
	if policy == FULLY_PAID:
		return _ask_for(
			say("order total"), _read(order_total, "Order Total"), _read(paid, "Paid", None), precision
		)
	if policy == WITHIN_CREDIT:
		return _check_credit(
			_read(credit_limit, "Credit Limit"), _read(outstanding, "Outstanding", None), precision
		)
	raise ValueError(f"The clearance policy {policy!r} is unknown.")


def _ask_for(what: str, needed: Decimal, paid: Decimal, precision: int) -> str | None:
	if paid >= needed:
		return None
	got, gap = max(paid, Decimal(0)), needed - paid
	return say(
		"{0} of the {1} of {2} has been paid: {3} is missing.",
		_show(got, precision),
		what,
		_show(needed, precision),
		_show(gap, precision),
	)


def _check_credit(limit: Decimal, outstanding: Decimal, precision: int) -> str | None:
	if not limit or outstanding <= limit:
		return None
	return say(
		"The customer owes {0} with this order, which is {1} over the credit limit of {2}.",
		_show(outstanding, precision),
		_show(outstanding - limit, precision),
		_show(limit, precision),
	)


def _show(amount: Decimal, precision: int) -> str:
	return f"{amount:,.{precision}f}"


def _read(value: Decimal, label: str, minimum: int | None = 0) -> Decimal:
	return to_decimal(value or 0, label, minimum=minimum)
