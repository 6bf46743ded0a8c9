"""What a change of an order means for a department that was already told what to make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SPEC = ("item_code", "spec", "uom")
COMPARED = (*SPEC, "qty", "delivery_date")


@dataclass(frozen=True)
class Change:
	"""A line as the department knows it and as it is now; None where it did not exist or is gone."""

	before: dict | None
	after: dict | None

	@property
	def fields(self) -> tuple[str, ...]:
		"""What differs; empty for a line that is new or gone."""
		if not self.before or not self.after:
			return ()
		return tuple(name for name in COMPARED if self.before.get(name) != self.after.get(name))


def compare_lines(before: Sequence[dict], after: Sequence[dict]) -> list[Change]:
	"""The lines that differ, in the order of the order; lines that are gone come last."""
	known = {line["row"]: line for line in before}
	current = {line["row"] for line in after}
	changes = [Change(known.get(line["row"]), line) for line in after]
	changes += [Change(line, None) for line in before if line["row"] not in current]
	return [change for change in changes if change.fields or not (change.before and change.after)]


def needs_work(changes: Sequence[Change]) -> bool:
	"""Is there more to make than before: a new line, more of one, another specification?"""
	return any(
		change.after
		and (
			not change.before
			or change.after["qty"] > change.before["qty"]
			or any(change.after.get(name) != change.before.get(name) for name in SPEC)
		)
		for change in changes
	)
