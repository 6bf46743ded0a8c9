"""The plan of payment follow-up: which step of it an open invoice has come to, and what holds it back. Who sends what is in `mails/`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from .numbers import to_decimal

MAIL, CALL, DUNNING = "Mail", "Call", "Dunning"
TONES = ("Friendly", "Firm", "Final")


@dataclass(frozen=True)
class Step:
	"""One step of a plan: days from the due date, before it where negative, and what is done then."""

	days: int
	channel: str = MAIL
	tone: str = TONES[0]
	words: str = ""

	def get_day(self, due_date: date) -> date:
		return due_date + timedelta(days=self.days)


@dataclass(frozen=True)
class Due:
	"""The step that an invoice has come to, its number from 1, and the older steps that it makes up for."""

	step: Step
	number: int
	skipped: tuple[Step, ...] = field(default=())


def make_plan(steps: Iterable[Step]) -> tuple[Step, ...]:
	"""The steps in the order of their days."""
	return tuple(sorted(steps, key=lambda step: step.days))


def choose_plan(plans: dict[str, tuple[Step, ...]], customer_class: str | None) -> tuple[Step, ...]:
	"""The plan of the customer's class, else the one of no class."""
	return plans.get(customer_class or "") or plans.get("", ())


def get_due(
	plan: tuple[Step, ...], due_date: date, today: date, done: int | None = None, since: date | None = None
) -> Due | None:
	"""The newest step whose day has come, unless it or a later one was done; dates are the site's local days.

	`done` is the day offset of the last step that was done. Steps up to `since`, the day of the invoice, are
	skipped: the client has just got it. Older steps that nobody did are made up for by the newest alone.
	"""
	come = [step for step in plan if step.get_day(due_date) <= today]
	newest = come[-1] if come else None
	if not newest or (done is not None and newest.days <= done):
		return None
	if since and newest.get_day(due_date) <= since:
		return None
	skipped = tuple(step for step in come[:-1] if done is None or step.days > done)
	return Due(newest, len(come), skipped)


def get_next_day(
	plan: tuple[Step, ...], due_date: date, today: date, done: int | None = None, since: date | None = None
) -> date | None:
	"""When the next step is due; today where one is due already, None where the plan is done."""
	if get_due(plan, due_date, today, done, since):
		return today
	return next((step.get_day(due_date) for step in plan if step.get_day(due_date) > today), None)


def find_hold(
	outstanding: Decimal | float | str | None,
	today: date,
	promised_until: date | None = None,
	is_disputed: bool = False,
	is_on_hold: bool = False,
) -> str:
	"""What holds the reminders of one invoice back; empty where nothing does.

	A promise does so up to and including its day.
	"""
	if to_decimal(outstanding or 0, "Outstanding", minimum=None) <= 0:
		return "Paid"
	if is_disputed:
		return "Disputed"
	if is_on_hold:
		return "Order on Hold"
	return "Promised" if promised_until and today <= promised_until else ""


def get_strongest(steps: Iterable[Step]) -> Step:
	"""Of several, the one whose tone and words a mail takes: the firmest, then the latest."""
	return max(steps, key=lambda step: (TONES.index(step.tone) if step.tone in TONES else 0, step.days))
