"""Which past deals resemble one: points for industry, company size, items and amount. How they are found is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SIZES = ("1-10", "11-50", "51-200", "201-500", "501-1000", "1000+")
"""ERPNext's company sizes, the smallest first."""
INDUSTRY, SIZE, NEXT_SIZE, ITEMS, AMOUNT = 40, 25, 12, 20, 15
"""Points for each; together 100 for a deal that is the same in all of them."""
MOST = 5


@dataclass(frozen=True)
class Features:
	"""What is compared. What is unknown is empty, and earns nothing."""

	industry: str = ""
	size: str = ""
	items: frozenset[str] = frozenset()
	amount: float = 0
	"""In `currency`; amounts of different currencies are not compared."""
	currency: str = ""


def get_points(deal: Features, other: Features) -> int:
	"""From 0, nothing in common, to 100."""
	return round(
		INDUSTRY * bool(deal.industry and deal.industry == other.industry)
		+ _compare_sizes(deal.size, other.size)
		+ ITEMS * _compare_items(deal.items, other.items)
		+ AMOUNT * _compare_amounts(deal, other)
	)


def pick(deal: Features, others: Mapping[str, Features], most: int = MOST) -> list[tuple[str, int]]:
	"""The names of the most similar ones with their points, the most similar first.

	Of equals, those that come first in `others` win; what has nothing in common is left out.
	"""
	scored = ((name, get_points(deal, other)) for name, other in others.items())
	return sorted((each for each in scored if each[1] > 0), key=lambda each: -each[1])[:most]


def get_neighbours(size: str) -> Iterable[str]:
	"""The size itself and those next to it; nothing for one that ERPNext does not know."""
	if size not in SIZES:
		return ()
	place = SIZES.index(size)
	return SIZES[max(place - 1, 0) : place + 2]


def _compare_sizes(size: str, other: str) -> int:
	if size and size == other:
		return SIZE
	return NEXT_SIZE if other in get_neighbours(size) else 0


def _compare_items(items: frozenset[str], others: frozenset[str]) -> float:
	"""The share of what both have in what either has."""
	return len(items & others) / len(items | others) if items and others else 0


def _compare_amounts(deal: Features, other: Features) -> float:
	"""1 for the same amount, 0.5 for twice as much or half of it."""
	if deal.currency != other.currency or min(deal.amount, other.amount) <= 0:
		return 0
	return min(deal.amount, other.amount) / max(deal.amount, other.amount)
