"""What each tax of a document comes to. Nothing is shown that does not add up to the total with tax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
LARGEST_ROUNDING = 2
"""Units of the last decimal that rounding may leave between the taxes and the total, for each tax."""


@dataclass(frozen=True)
class Tax:
	"""A row of ERPNext's taxes. `rate` in percent; `amount` of an actual charge; `row_id` is the row it rests on."""

	charge_type: str
	rate: Decimal
	amount: Decimal
	row_id: int = 0


def split_tax(net: Decimal, gross: Decimal, taxes: Sequence[Tax], precision: int) -> list[Decimal] | None:
	"""The amount of each tax; they sum to `gross - net`. None where the rows do not explain the difference."""
	unit = Decimal(1).scaleb(-precision)
	amounts: list[Decimal] = []
	for tax in taxes:
		base = _get_base(tax, net, amounts)
		if base is None:
			return None
		amount = tax.amount if tax.charge_type == "Actual" else base * tax.rate / HUNDRED
		amounts.append(amount.quantize(unit, ROUND_HALF_UP))
	rest = gross - net - sum(amounts)
	if not amounts or abs(rest) > LARGEST_ROUNDING * unit * len(amounts):
		return None
	amounts[-1] += rest
	return amounts


def _get_base(tax: Tax, net: Decimal, before: list[Decimal]) -> Decimal | None:
	if tax.charge_type in ("On Net Total", "Actual"):
		return net
	if not 1 <= tax.row_id <= len(before):
		return None
	if tax.charge_type == "On Previous Row Amount":
		return before[tax.row_id - 1]
	if tax.charge_type == "On Previous Row Total":
		return net + sum(before[: tax.row_id])
	return None
