"""When does an open invoice get its next payment reminder? Who sends what is in `mails/`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from .numbers import to_decimal


def is_reminder_due(
	due_date: date,
	today: date,
	days: int | Sequence[int],
	outstanding: Decimal,
	promised_until: date | None = None,
	disputed: bool = False,
	reminders_off: bool = False,
	last_sent_step: int | str | None = None,
) -> bool:
	"""Is a step of the plan due today that was not sent yet?

	Dates are the site's local days. `days` is the plan: days after the due date of its one step or, as a
	list, of each step. Nothing is due while the invoice is paid, disputed, promised up to and including
	`promised_until`, or reminders are off. `last_sent_step` counts from 1; a text means the first
	step. Missed steps are made up for by the newest alone: ask `get_step` which one it is.
	"""
	if disputed or reminders_off or to_decimal(outstanding or 0, "Outstanding", minimum=None) <= 0:
		return False
	if promised_until and today <= promised_until:
		return False
	sent = last_sent_step if isinstance(last_sent_step, int) else int(bool(last_sent_step))
	return get_step(due_date, today, days) > sent


def get_step(due_date: date, today: date, days: int | Sequence[int]) -> int:
	"""Number of the newest step whose day has come, from 1; 0 before the first and for a plan of no days."""
	plan = sorted(days) if not isinstance(days, int) else [days] if days > 0 else []
	return sum(due_date + timedelta(days=offset) <= today for offset in plan)
