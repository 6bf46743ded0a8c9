"""Finds the row of a rule table in Salesflow Settings that fits a deal. What follows from it is the caller's.

Ordered rows, the first that fits wins, an empty condition means any. How a condition reads its fact:
`amount_from` fits a fact `amount` of at least its value, `margin_below` a fact `margin` under it (0 means
any for both; an unknown margin is below), every other name a fact of the same name that equals it or, as a list or set, contains it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .numbers import show, to_decimal

FROM = "_from"
BELOW = "_below"


@dataclass(frozen=True)
class Match:
	"""The row that fits: its position from 0, the row itself and why, in words for a form."""

	index: int
	rule: Mapping
	reason: str


def first_match(
	rules: Sequence[Mapping], facts: Mapping, conditions: Sequence[str] | None = None
) -> Match | None:
	"""Return the first rule whose conditions all fit `facts`, or None.

	`conditions` names the columns that are conditions; without it, those that `facts` knows something
	about. A condition that is filled but has no fact does not fit, except that what is unknown is below. Amounts are compared as they are: the
	caller gives them in the currency of the rules. Raises NumberError for an amount that is no number.
	"""
	for index, rule in enumerate(rules):
		if rule is NO_RULE:
			continue
		names = [
			name for name in conditions or _get_conditions(rule, facts) if _is_filled(rule.get(name), name)
		]
		if all(_fits(rule.get(name), facts.get(get_fact_name(name)), name) for name in names):
			return Match(index, rule, _describe(index, rule, names))
	return None


def match_levels(
	rules: Sequence[Mapping], facts: Mapping, conditions: Sequence[str] | None = None
) -> list[tuple[int, Match]]:
	"""For each `level` of the rules, in order, the first of its rules that fits. A rule without one has level 1.

	A level in which no rule fits asks nobody. The position of a match counts all rules, as the table shows them.
	"""
	levels = sorted({get_level(rule) for rule in rules})
	found = (
		(
			level,
			first_match([rule if get_level(rule) == level else NO_RULE for rule in rules], facts, conditions),
		)
		for level in levels
	)
	return [(level, match) for level, match in found if match]


NO_RULE: Mapping = {}
"""Keeps the place of a row that is not to be looked at."""


def get_level(rule: Mapping) -> int:
	return int(rule.get("level") or 1)


def get_fact_name(condition: str) -> str:
	"""`amount_from` and `amount_below` ask for the fact `amount`."""
	return condition.removesuffix(FROM).removesuffix(BELOW)


def get_label(condition: str) -> str:
	"""`amount_from` reads Amount From."""
	return condition.replace("_", " ").title()


def _get_conditions(rule: Mapping, facts: Mapping) -> list[str]:
	return [name for name in rule if get_fact_name(name) in facts]


def _is_threshold(name: str) -> bool:
	return name.endswith((FROM, BELOW))


def _is_filled(value: object, name: str) -> bool:
	if value in (None, "", 0):
		return False
	return not _is_threshold(name) or bool(_read(value, name))


def _fits(value: object, fact: object, name: str) -> bool:
	if fact in (None, ""):
		return name.endswith(BELOW)
	if not _is_threshold(name):
		return value in fact if _is_group(fact) else value == fact
	if name.endswith(FROM):
		return _read(fact, name) >= _read(value, name)
	return _read(fact, name) < _read(value, name)


def _is_group(fact: object) -> bool:
	return isinstance(fact, Collection) and not isinstance(fact, str | bytes)


def _read(value: object, name: str) -> Decimal:
	return to_decimal(value, get_label(name), minimum=None)


def _describe(index: int, rule: Mapping, names: Sequence[str]) -> str:
	parts = [f"{get_label(name)} = {_show(rule.get(name), name)}" for name in names]
	return f"row {index + 1}: {', '.join(parts) or 'fits any deal'}"


def _show(value: object, name: str) -> str:
	return f"{_read(value, name):,.2f}" if _is_threshold(name) else show(value)
